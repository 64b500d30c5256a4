// SPDX-License-Identifier: Apache-2.0
// The operator raises how many engines a service starts on.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::plc_19 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "PLC-19");
    group.engines(4).instances(2);
    group.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    group.operation(group.some_time(),
                    harness::scenario::PatchObject{
                        "serviceenginegroup", "elastic", R"({"min_scaleout_per_vs": 3})", {}});
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-19",
        .sentence = "Raising the minimum lifts services that are below it (18.2.2 and later)",
        .source = "W:minmax, V",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::instances_at_end(3),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"group_changes_ignored"},
    });
}

}  // namespace holdfast::properties::plc_19
