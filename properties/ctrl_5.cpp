// SPDX-License-Identifier: Apache-2.0
// A follower is killed for longer than the detection, then comes back.
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-5");
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("follower(1)")},
                  cluster.detection() + 2 * cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-5",
        .sentence = "With one node down the state is CLUSTER_UP_HA_COMPROMISED, and complete again "
                    "when it is back",
        .source = "K:faults-in-avi-system, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::cluster_state_sequence(
            {"CLUSTER_UP_HA_COMPROMISED", "CLUSTER_UP_HA_ACTIVE"})},
        .defects = {"always_complete"},
    });
}

}  // namespace holdfast::properties::ctrl_5
