// SPDX-License-Identifier: Apache-2.0
// Three become one: it keeps what there was, and the others keep nothing.
#include "harness/check/cluster_change.h"
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/change_scenario.h"

namespace holdfast::properties::ccfg_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-7");
    cluster.clients();
    const Duration at = cluster.some_time();
    cluster.change_to(at, {"controller1"});
    for (const char* left : {"controller2", "controller3"}) {
        cluster.operation(at + cluster.change_max(),
                          harness::scenario::DeleteVirtualService{"vs1", {left, true}});
    }
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-7",
        .sentence = "Dismantling: the leader keeps configuration and engines; former followers are "
                    "factory-fresh and cannot read the leader",
        .source = "K:changing-avi-controller-cluster-configuration, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::members_as_asked(), harness::check::services_kept(),
                     harness::check::former_members_are_fresh(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"ex_follower_keeps_configuration"},
    });
}

}  // namespace holdfast::properties::ccfg_7
