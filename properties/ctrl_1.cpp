// SPDX-License-Identifier: Apache-2.0
// Two nodes are no cluster, nor are four.
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-1");
    const Duration at = cluster.some_time();
    cluster.operation(at,
                      harness::scenario::ChangeMembers{{"controller1", "controller2"}, {"", true}});
    cluster.operation(at + 300ms,
                      harness::scenario::ChangeMembers{
                          {"controller1", "controller2", "controller3", "se1"}, {"", true}});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-1",
        .sentence = "Stable cluster sizes are 1 and 3; other sizes are refused",
        .source = "K:overview-of-controller-cluster, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused()},
        .defects = {"any_cluster_accepted"},
    });
}

}  // namespace holdfast::properties::ctrl_1
