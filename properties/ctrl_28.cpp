// SPDX-License-Identifier: Apache-2.0
// Every frame between the controllers is 5 ms late each way: 10 ms (C5).
#include "harness/check/events.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_28 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-28");
    cluster.fault(cluster.some_time(), faults::Delay{target("leader"), "management", 10ms},
                  6 * cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-28",
        .sentence = "10 ms between the controllers cause no failover",
        .source = "K:clustering-controllers-from-different-networks, V",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_reported(
                         {"CONTROLLER_NODE_LEFT", "CONTROLLER_LEADER_FAILOVER"}),
                     harness::check::leader_never_changes()},
        .defects = {"restless_followers"},
    });
}

}  // namespace holdfast::properties::ctrl_28
