// SPDX-License-Identifier: Apache-2.0
// An idle engine is disabled, in either way, then one more service is created.
#include "harness/check/disabled.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::plc_17 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-17");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 5));
    // The one that is disabled has as little to do as any other: the next service would be its own.
    group.engines(engines).services(engines - 1);
    const Duration at = group.some_time();
    group.disable(
        at, "se" + std::to_string(engines),
        draw.chance.chance(0.5) ? "SE_STATE_DISABLED" : "SE_STATE_DISABLED_FOR_PLACEMENT");
    group.operation(at + 200ms, group.one_more_service("one-more"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-17",
        .sentence = "Engines in any disabled state receive no new service",
        .source = "K:disable-se, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::disabled_engine_gets_nothing_new(),
                     harness::check::everything_answers_at_end()},
        .defects = {"disabled_state_ignored"},
    });
}

}  // namespace holdfast::properties::plc_17
