// SPDX-License-Identifier: Apache-2.0
// The leader is cut off for less than three heartbeats, which is one less than it takes.
#include "harness/check/events.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-8");
    cluster.fault(
        cluster.some_time(),
        faults::Partition{{target("leader")}, {target("follower(0)"), target("follower(1)")}},
        2 * cluster.heartbeat() + cluster.heartbeat() / 2);
    return cluster.scenario();
}

}  // namespace

void register_ctrl_8() {
    harness::register_property({
        .rule = "CTRL-8",
        .sentence = "A controller is declared down only after 4 consecutive missed heartbeats",
        .source = "K:ha-for-avi-controllers, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_reported(
                         {"CONTROLLER_NODE_LEFT", "CONTROLLER_LEADER_FAILOVER"}),
                     harness::check::leader_never_changes()},
        .defects = {"restless_followers"},
    });
}

}  // namespace holdfast::properties
