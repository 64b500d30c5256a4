// SPDX-License-Identifier: Apache-2.0
// The active engine hears no controller; its peer hears it, and so do its clients.
#include "harness/check/cut_off.h"
#include "harness/check/events.h"
#include "harness/check/stability.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-8");
    cluster.controller_heartbeats(1s, 2);
    const Duration at = cluster.some_time();
    // Two heartbeats are missed within 3 s; the link comes up again within 3 s of the healing.
    cluster.cut_off(at, "active_of(vs1)", 4s).ends(at + 4s + 3s);
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-8",
        .sentence = "An engine that no controller hears but that serves is partitioned, not down",
        .source = "W:part, V",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::states_of_cut_engine([](const auto&) {
                         return std::vector<std::string>{"OPER_PARTITIONED", "OPER_UP"};
                     }),
                     harness::check::never_reported({"SE_DOWN", "VS_DOWN", "VS_SWITCHOVER"}),
                     harness::check::owners_never_change(), harness::check::nothing_disturbed()},
        .defects = {"partitioned_declared_down"},
    });
}

}  // namespace holdfast::properties::hdl_8
