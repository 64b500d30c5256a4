// SPDX-License-Identifier: Apache-2.0
// One of two new members is killed soon after it was asked for.
#include "harness/check/cluster_change.h"
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/change_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ccfg_16 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-16");
    cluster.of({"controller1"}).clients();
    const Duration at = cluster.some_time();
    // A change is accepted within 0.2 ms in simulation, and the first new member has joined after
    // 0.3 ms at the soonest; on a real network that takes a few handshakes.
    const Duration soon =
        draw.real() ? draw.chance.between(40, 120) * 1ms : draw.chance.between(210, 295) * 1us;
    cluster.operation(
        at, harness::scenario::ChangeMembers{{"controller1", "controller4", "controller5"}, {}});
    cluster.fault(at + soon, faults::ProcessCrash{target("controller4")});
    cluster.watch(at + cluster.change_max() + 12 * cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-16",
        .sentence = "A failed join leaves the previous membership working (CLUSTER_CONFIG_FAILED)",
        .source = "API, D",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::failed_change_taken_back(),
                     harness::check::linearizable_configuration()},
        .defects = {"failed_join_leaves_member"},
    });
}

}  // namespace holdfast::properties::ccfg_16
