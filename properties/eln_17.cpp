// SPDX-License-Identifier: Apache-2.0
// Engines with five places each, a buffer of two: the tenth service needs nothing more than the
// ninth, the eleventh an engine.
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::eln_17 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-17");
    group.cloud(6).buffer(2).max_vs_per_se(5).services(draw.chance.chance(0.5) ? 10 : 9);
    const Duration at = group.some_time();
    group.operation(at, group.one_more_service("one-more"));
    group.watch_until(at + 1200ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-17",
        .sentence =
            "M=2, 5 places, 4 engines: the 10th service needs no engine, the 11th forces the fifth",
        .source = "K:service-engine-group, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::as_many_engines_as_needed(),
                     harness::check::no_engine_asked_for_in_vain(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"buffer_ignored", "one_engine_too_many"},
    });
}

}  // namespace holdfast::properties::eln_17
