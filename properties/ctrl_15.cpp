// SPDX-License-Identifier: Apache-2.0
// The leader is cut off and the network heals: everything is read back through every node.
#include "harness/check/configuration.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_15 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-15");
    cluster.clients();
    cluster.fault(
        cluster.some_time(),
        faults::Partition{{target("leader")}, {target("follower(0)"), target("follower(1)")}},
        cluster.election_max() + cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-15",
        .sentence = "After the partition heals the minority node adopts the majority's "
                    "configuration and follows",
        .source = "K:impact-of-a-controller-failure, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::cluster_state_sequence(
                         {"CLUSTER_UP_HA_COMPROMISED", "CLUSTER_UP_HA_ACTIVE"}),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"always_complete"},
    });
}

}  // namespace holdfast::properties::ctrl_15
