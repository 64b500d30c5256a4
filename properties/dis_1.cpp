// SPDX-License-Identifier: Apache-2.0
// An engine that serves is disabled for placement, then one more service is created.
#include "harness/check/disabled.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::dis_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "DIS-1");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 5));
    // The one that is disabled has as little to do as any other: the next service would be its own.
    group.engines(engines).services(engines - 1);
    const Duration at = group.some_time();
    group.disable(at, "se1", "SE_STATE_DISABLED_FOR_PLACEMENT");
    group.disable(at, "se" + std::to_string(engines), "SE_STATE_DISABLED_FOR_PLACEMENT");
    group.operation(at + 200ms, group.one_more_service("one-more"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DIS-1",
        .sentence = "An engine that is disabled for placement keeps serving and gets no new "
                    "service; nothing migrates",
        .source = "K:disable-se, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::disabled_engine_gets_nothing_new(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"disabled_state_ignored"},
    });
}

}  // namespace holdfast::properties::dis_1
