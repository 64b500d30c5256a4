// SPDX-License-Identifier: Apache-2.0
// A follower is killed, is missed, and comes back.
#include "harness/check/events.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_24 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-24");
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("controller3")},
                  cluster.detection() + 2 * cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-24",
        .sentence = "A follower's reboot yields CONTROLLER_NODE_LEFT, then CONTROLLER_NODE_JOINED",
        .source = "K:cluster-operational-changes, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::event_sequence(
            {{"CONTROLLER_NODE_LEFT", "controller3"}, {"CONTROLLER_NODE_JOINED", "controller3"}})},
        .defects = {"lost_controller_not_reported"},
    });
}

}  // namespace holdfast::properties::ctrl_24
