// SPDX-License-Identifier: Apache-2.0
// A cluster is formed or dismantled; afterwards its leader tells which phases it passed.
#include "harness/check/cluster_change.h"
#include "harness/property.h"
#include "properties/change_scenario.h"

namespace holdfast::properties::ccfg_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-4");
    const Duration at = cluster.some_time();
    if (draw.chance.chance(0.5)) {
        cluster.of({"controller1"}).change_to(at, {"controller1", "controller4", "controller5"});
    } else {
        cluster.of({"controller1", "controller2", "controller3"}).change_to(at, {"controller1"});
    }
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-4",
        .sentence = "Phases appear in order: configuring, inaccessible, restoring, waiting for "
                    "engines, ready",
        .source = "K:configure-controller-ha-cluster, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::phases_in_order()},
        .defects = {"phases_untold"},
    });
}

}  // namespace holdfast::properties::ccfg_4
