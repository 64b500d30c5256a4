// SPDX-License-Identifier: Apache-2.0
// An engine that serves is disabled; no other one has room.
#include "harness/check/disabled.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::dis_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "DIS-3");
    const int engines = draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4));
    const int each = static_cast<int>(draw.chance.between(1, 2));
    group.engines(engines).max_vs_per_se(static_cast<std::uint32_t>(each));
    group.services(engines * each);
    const Duration at = group.some_time();
    group.disable(at, "se1", "SE_STATE_DISABLED");
    group.watch_until(at + 1500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DIS-3",
        .sentence = "What cannot migrate from a disabled engine is served there, and the operator "
                    "sees that",
        .source = "K:disable-se, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::stuck_services_stay_on_disabled_engine(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"disabled_engine_is_not_emptied"},
    });
}

}  // namespace holdfast::properties::dis_3
