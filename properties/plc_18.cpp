// SPDX-License-Identifier: Apache-2.0
// The operator lowers how many engines a service starts on.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::plc_18 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "PLC-18");
    group.engines(4).instances(3);
    group.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    group.operation(group.some_time(),
                    harness::scenario::PatchObject{
                        "serviceenginegroup", "elastic", R"({"min_scaleout_per_vs": 2})", {}});
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-18",
        .sentence = "Lowering the minimum leaves running instances alone",
        .source = "W:minmax, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::instances_at_end(3),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"one_instance_whatever_the_group"},
    });
}

}  // namespace holdfast::properties::plc_18
