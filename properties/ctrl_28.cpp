// SPDX-License-Identifier: Apache-2.0
// Controllers in three subnets: every frame to or from the leader is 10 ms late (C5), on top of its
// way by the router.
#include "harness/check/events.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_28 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-28");
    // controller1 founded the cluster and leads it.
    cluster.fault(cluster.some_time(), faults::Delay{target("controller1"), "site1", 10ms},
                  6 * cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-28",
        .sentence = "10 ms between the controllers cause no failover",
        .source = "K:clustering-controllers-from-different-networks, V",
        .topology = "cluster_across_subnets",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_reported(
                         {"CONTROLLER_NODE_LEFT", "CONTROLLER_LEADER_FAILOVER"}),
                     harness::check::leader_never_changes()},
        .defects = {"restless_followers"},
    });
}

}  // namespace holdfast::properties::ctrl_28
