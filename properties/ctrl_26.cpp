// SPDX-License-Identifier: Apache-2.0
// Both followers are killed and come back.
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_26 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-26");
    const Duration at = cluster.some_time();
    cluster.fault(at, faults::ProcessCrash{target("controller2")},
                  cluster.election_max() + cluster.heartbeat());
    cluster.fault(at, faults::ProcessCrash{target("controller3")},
                  cluster.election_max() + cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-26",
        .sentence =
            "Both followers reboot: the leader alone has no quorum, and the cluster comes back",
        .source = "K:cluster-operational-changes, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::cluster_state_sequence(
            {"CLUSTER_DOWN", "CLUSTER_UP_HA_ACTIVE"})},
        .defects = {"always_complete"},
    });
}

}  // namespace holdfast::properties::ctrl_26
