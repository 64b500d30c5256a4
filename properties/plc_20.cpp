// SPDX-License-Identifier: Apache-2.0
// The operator lowers the maximum; then one service is disabled and enabled.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::plc_20 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "PLC-20");
    group.engines(4).instances(3);
    group.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    const Duration at = group.some_time();
    group.operation(at, harness::scenario::PatchObject{
                            "serviceenginegroup",
                            "elastic",
                            R"({"min_scaleout_per_vs": 2, "max_scaleout_per_vs": 2})",
                            {}});
    group.operation(at + 200ms, enable("vs1", false));
    group.operation(at + 700ms, enable("vs1", true));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-20",
        .sentence =
            "A service that is disabled and enabled after the maximum was lowered has no more "
            "instances than that (18.2.2 and later)",
        .source = "W:minmax, V",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::instances_at_end(3, {{"vs1", 2}}),
                     harness::check::everything_answers_at_end()},
        .defects = {"group_changes_ignored"},
    });
}

}  // namespace holdfast::properties::plc_20
