// SPDX-License-Identifier: Apache-2.0
// An operator takes the primary of a service away.
#include "harness/check/recovery.h"
#include "harness/check/scaling.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::scl_15 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-15");
    group.engines(4).instances(static_cast<std::uint32_t>(draw.chance.between(1, 2)));
    group.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 3)));
    const Duration end = ask_in_turn(group, {scale_out("vs1"), scale_in_primary("vs1")});
    group.watch_until(end + group.failover_bound());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-15",
        .sentence = "Scale-in of the primary promotes another engine first",
        .source = "API, D",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::primary_hands_over_and_leaves(),
                     harness::check::instances_follow_the_operator(),
                     harness::check::everything_answers_at_end()},
        .defects = {"scaled_in_primary_stays"},
    });
}

}  // namespace holdfast::properties::scl_15
