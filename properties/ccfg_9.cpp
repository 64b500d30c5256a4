// SPDX-License-Identifier: Apache-2.0
// The leader is to be removed, by itself or with another one.
#include "harness/check/cluster_change.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/change_scenario.h"

namespace holdfast::properties::ccfg_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-9");
    const Duration at = cluster.some_time();
    cluster.operation(at, harness::scenario::ChangeMembers{
                              {"controller2", "controller3", "controller4"}, {"", true}});
    cluster.operation(at + 300ms, harness::scenario::ChangeMembers{{"controller2"}, {"", true}});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-9",
        .sentence = "The leader cannot be removed directly",
        .source = "K:changing-avi-controller-cluster-configuration, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused()},
        .defects = {"leader_removes_itself"},
    });
}

}  // namespace holdfast::properties::ccfg_9
