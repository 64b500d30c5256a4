// SPDX-License-Identifier: Apache-2.0
// The leader is killed; its successor reports whom it follows.
#include "harness/check/events.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_25 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-25");
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("leader")},
                  cluster.election_max() + cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-25",
        .sentence = "A change of the leader yields CONTROLLER_LEADER_FAILOVER",
        .source = "C15, V",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::reported_after_fault({"CONTROLLER_LEADER_FAILOVER"}, 5s)},
        .defects = {"failover_not_reported"},
    });
}

}  // namespace holdfast::properties::ctrl_25
