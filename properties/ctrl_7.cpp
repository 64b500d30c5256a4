// SPDX-License-Identifier: Apache-2.0
// The leader is stopped in order: the next write must not wait for any heartbeat to be missed.
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-7");
    cluster.clients();
    cluster.api_back(2 * cluster.heartbeat());  // far below the four heartbeats of a detection
    cluster.fault(cluster.some_time(), faults::GracefulStop{target("leader")});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-7",
        .sentence =
            "An orderly stop of the leader is noticed at once, not after the heartbeat budget",
        .source = "K:overview-of-controller-cluster, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::leader_elected_in_time(),
                     harness::check::api_back_within_budget()},
        .defects = {"stops_without_a_word"},
    });
}

}  // namespace holdfast::properties::ctrl_7
