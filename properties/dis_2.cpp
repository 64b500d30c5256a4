// SPDX-License-Identifier: Apache-2.0
// An engine that serves is disabled; others have room for what it has.
#include "harness/check/disabled.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::dis_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "DIS-2");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 4));
    group.engines(engines).max_vs_per_se(4);
    group.services(draw.real() ? 4 : static_cast<int>(draw.chance.between(1, engines * 2)));
    const Duration at = group.some_time();
    group.disable(at, "se1", "SE_STATE_DISABLED");
    group.operation(at + 200ms, group.one_more_service("one-more"));
    group.watch_until(at + 2s);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DIS-2",
        .sentence = "What is on an engine that is disabled migrates, and the operator sees it "
                    "begin and end",
        .source = "K:disable-se, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::disabled_engine_is_emptied(),
                     harness::check::disabled_engine_gets_nothing_new(),
                     harness::check::everything_answers_at_end()},
        .defects = {"disabled_engine_is_not_emptied"},
    });
}

}  // namespace holdfast::properties::dis_2
