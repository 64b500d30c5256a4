// SPDX-License-Identifier: Apache-2.0
// The operator raises the buffer of a group that serves.
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::eln_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-11");
    group.cloud(6).buffer(1).max_vs_per_se(static_cast<std::uint32_t>(draw.chance.between(2, 6)));
    group.services(draw.real() ? 3 : static_cast<int>(draw.chance.between(1, 6)));
    const Duration at = group.some_time();
    group.operation(at, harness::scenario::PatchObject{
                            "serviceenginegroup", "elastic", R"({"buffer_se": 2})", {}});
    group.watch_until(at + 1500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-11",
        .sentence = "Raising M on a live group interrupts nothing and leads to more engines",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::as_many_engines_as_needed(),
                     harness::check::no_engine_asked_for_in_vain(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"later_engines_are_not_started"},
    });
}

}  // namespace holdfast::properties::eln_11
