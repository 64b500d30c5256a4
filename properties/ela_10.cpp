// SPDX-License-Identifier: Apache-2.0
// A service is scaled out where there is no room: until that is given up, the operator is warned.
#include "harness/check/scaling.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::ela_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-10");
    group.engines(2).instances(2);
    group.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 3)));
    ask_in_turn(group, {scale_out("vs1")});
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-10",
        .sentence =
            "A scale-out that cannot be met is shown: fewer engines are assigned than requested",
        .source = "K:faults-in-avi-system, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::missing_instance_is_shown(),
                     harness::check::operations_disturb_nothing()},
        .defects = {"scale_out_forgotten"},
    });
}

}  // namespace holdfast::properties::ela_10
