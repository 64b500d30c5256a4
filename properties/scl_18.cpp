// SPDX-License-Identifier: Apache-2.0
// A service is scaled out where there is no room.
#include "harness/check/recovery.h"
#include "harness/check/scaling.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::scl_18 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    constexpr Duration timeout = 2s;
    auto group = GroupScenario::active_active(draw, "SCL-18");
    group.engines(2).instances(2);
    group.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 3)));
    const Duration at = group.some_time();
    group.operation(at, harness::scenario::PatchObject{
                            "serviceenginegroup", "elastic", R"({"vs_scaleout_timeout": 2})", {}});
    group.operation(at + 200ms, scale_out("vs1"));
    group.watch_until(at + timeout + 2 * scaling_apart);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-18",
        .sentence = "A scale-out that is not done within vs_scaleout_timeout fails, and the "
                    "service stays as it was",
        .source = "API, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::hopeless_scale_out_ends(2s),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"group_changes_ignored"},
    });
}

}  // namespace holdfast::properties::scl_18
