// SPDX-License-Identifier: Apache-2.0
// A follower is exchanged, reachable or powered off; in the second case it comes back afterwards.
#include "harness/check/cluster_change.h"
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/change_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ccfg_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-8");
    cluster.clients();
    const Duration at = cluster.some_time();
    if (draw.chance.chance(0.5)) {
        cluster.change_to(at, {"controller1", "controller2", "controller4"});
    } else {
        cluster.fault(at, faults::NodePowerOff{target("controller3")},
                      cluster.detection() + cluster.change_max());
        cluster.change_to(at + cluster.detection(), {"controller1", "controller2", "controller4"});
    }
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-8",
        .sentence = "Changing one follower: the old one is told to clear itself; if unreachable it "
                    "is removed anyway",
        .source = "K:changing-avi-controller-cluster-configuration, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::members_as_asked(), harness::check::former_members_are_fresh(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"dead_follower_blocks_its_removal", "ex_follower_keeps_configuration"},
    });
}

}  // namespace holdfast::properties::ccfg_8
