// SPDX-License-Identifier: Apache-2.0
// The leader is killed; what it reported before is still there.
#include "harness/check/events.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::evt_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "EVT-1");
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("controller1")},
                  cluster.election_max() + cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "EVT-1",
        .sentence = "Events survive a change of the leader, each with its exact name",
        .source = "K:events-list, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::reported_after_fault({"CONTROLLER_LEADER_FAILOVER"}, 5s)},
        .defects = {"failover_not_reported"},
    });
}

}  // namespace holdfast::properties::evt_1
