// SPDX-License-Identifier: Apache-2.0
// A controller is killed and comes back: one of three, or the only one.
#include "harness/check/controller_liveness.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-3");
    const Duration lasts = cluster.detection() + 2 * cluster.heartbeat();
    if (draw.chance.chance(0.3)) {
        cluster.fault(cluster.some_time(), faults::ProcessCrash{target("leader")}, 1s);
        return with_single_controller(draw, cluster.scenario());
    }
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("follower(1)")}, lasts);
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-3",
        .sentence =
            "Three healthy controllers report CLUSTER_UP_HA_ACTIVE, a single one CLUSTER_UP_NO_HA",
        .source = "K:api-configuring-a-controller-cluster, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::state_tells_size()},
        .defects = {"complete_only_once"},
    });
}

}  // namespace holdfast::properties::ctrl_3
