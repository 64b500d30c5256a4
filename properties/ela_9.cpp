// SPDX-License-Identifier: Apache-2.0
// An operator scales a service out again and again.
#include "harness/check/scaling.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::ela_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-9");
    const auto most = static_cast<std::uint32_t>(draw.real() ? 3 : draw.chance.between(2, 4));
    group.engines(5).instances(2);
    group.group([&](auto& spec) { spec.max_scaleout_per_vs = most; });
    group.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 2)));
    ask_in_turn(group, std::vector(most - 1, scale_out("vs1")));  // the last one is at the limit
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-9",
        .sentence = "Instances never exceed max_scaleout_per_vs",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::scale_out_ends_at_maximum(),
                     harness::check::operations_disturb_nothing()},
        .defects = {"scale_out_limit_ignored", "refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::ela_9
