// SPDX-License-Identifier: Apache-2.0
// Two hosts with two engines each, and one host dies.
#include "harness/check/events.h"
#include "harness/check/host_spread.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::aff_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "AFF-5");
    group.engines({"se1", "se2", "se4", "se5"}).cloud({"se9"}).max_vs_per_se(2);
    group.services(draw.real() ? 3 : static_cast<int>(draw.chance.between(3, 4)));
    const Duration at = group.some_time();
    group.fault(at, faults::NodePowerOff{target("se1")});
    group.fault(at, faults::NodePowerOff{target("se2")});
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-5",
        .sentence = "One host fails: no service with two instances loses both",
        .source = "K:anti-affinity-for-service-engine-placement, D",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::instances_on_different_hosts(),
                     harness::check::survivor_takes_over(),
                     harness::check::never_reported({"VS_DOWN"}),
                     harness::check::everything_answers_at_end()},
        .defects = {"host_redundancy_ignored"},
    });
}

}  // namespace holdfast::properties::aff_5
