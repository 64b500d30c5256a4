// SPDX-License-Identifier: Apache-2.0
// The primary of a service dies while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::scl_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-9");
    group.engines(3).instances(static_cast<std::uint32_t>(draw.chance.between(2, 3))).services(1);
    group.quick_detection();
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "active_of(vs1)"));
    group.watch_until(at + group.failover_bound() + 500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-9",
        .sentence = "The primary dies: a secondary becomes primary and says so by gratuitous ARP",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::one_engine_is_promoted(),
                     harness::check::everything_answers_at_end()},
        .defects = {"promoted_still_defers"},
    });
}

}  // namespace holdfast::properties::scl_9
