// SPDX-License-Identifier: Apache-2.0
// The leader is killed under load, at any phase of its heartbeat.
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-6");
    cluster.clients();
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("leader")});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-6",
        .sentence = "Leader down: a follower becomes leader with no operator action",
        .source = "K:ha-for-avi-controllers, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::leader_elected_in_time(),
                     harness::check::api_back_within_budget()},
        .defects = {"nobody_campaigns"},
    });
}

}  // namespace holdfast::properties::ctrl_6
