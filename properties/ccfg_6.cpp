// SPDX-License-Identifier: Apache-2.0
// Engines that knew one controller are connected to three when the cluster is formed.
#include "harness/check/cluster_change.h"
#include "harness/property.h"
#include "properties/change_scenario.h"

namespace holdfast::properties::ccfg_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-6");
    cluster.of({"controller1"});
    cluster.change_to(cluster.some_time(), {"controller1", "controller4", "controller5"});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-6",
        .sentence = "After forming, every engine is connected to all controllers",
        .source = "K:configure-controller-ha-cluster, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::engines_reach_every_member()},
        .defects = {"engines_told_of_one_controller"},
    });
}

}  // namespace holdfast::properties::ccfg_6
