// SPDX-License-Identifier: Apache-2.0
// Members are changed one way or another under traffic; no service feels it.
#include "harness/check/cluster_change.h"
#include "harness/property.h"
#include "properties/change_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ccfg_15 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-15");
    const Duration at = cluster.some_time();
    switch (draw.chance.below(draw.real() ? 2 : 4)) {
        case 0:
            cluster.of({"controller1"})
                .change_to(at, {"controller1", "controller4", "controller5"});
            break;
        case 1:
            cluster.change_to(at, {"controller1"});
            break;
        case 2:
            cluster.change_to(at, {"controller1", "controller2", "controller4"});
            break;
        default:
            cluster.fault(at, faults::NodePowerOff{target("controller2")});
            cluster.fault(at, faults::NodePowerOff{target("controller3")});
            cluster.recover(at + cluster.detection() + 2 * cluster.heartbeat(), "controller1");
    }
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-15",
        .sentence = "Changes of the members never disturb data traffic",
        .source = "K:impact-of-a-controller-failure, D",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::changes_disturb_nothing()},
        .defects = {"change_of_members_stops_engines"},
    });
}

}  // namespace holdfast::properties::ccfg_15
