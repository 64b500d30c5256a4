// SPDX-License-Identifier: Apache-2.0
// One controller with services, clients and engines becomes three: nothing of it is lost.
#include "harness/check/cluster_change.h"
#include "harness/check/configuration.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/change_scenario.h"

namespace holdfast::properties::ccfg_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-3");
    cluster.services(draw.real() ? 2 : 5).of({"controller1"}).clients();
    cluster.change_to(cluster.some_time(), {"controller1", "controller4", "controller5"});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-3",
        .sentence =
            "The leader may already hold configuration and engines; both survive the forming",
        .source = "K:configure-controller-ha-cluster, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::members_as_asked(), harness::check::services_kept(),
                     harness::check::acknowledged_writes_survive(),
                     harness::check::linearizable_configuration(),
                     harness::check::changes_disturb_nothing()},
        .defects = {"joiners_never_become_members", "membership_change_without_quorum"},
    });
}

}  // namespace holdfast::properties::ccfg_3
