// SPDX-License-Identifier: Apache-2.0
// An operator scales a service in again and again.
#include "harness/check/recovery.h"
#include "harness/check/scaling.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::scl_16 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-16");
    group.engines(4).instances(static_cast<std::uint32_t>(draw.chance.between(1, 2)));
    group.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 2)));
    ask_in_turn(group, {scale_out("vs1"), scale_in("vs1"), scale_in("vs1")});
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-16",
        .sentence = "Scale-in leaves the group's minimum of instances",
        .source = "K:vs-scaling, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::scale_in_ends_at_minimum(),
                     harness::check::instances_follow_the_operator(),
                     harness::check::everything_answers_at_end()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::scl_16
