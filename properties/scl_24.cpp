// SPDX-License-Identifier: Apache-2.0
// Nobody has said how many instances a service may have.
#include "harness/check/scaling.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::scl_24 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-24");
    group.engines(6).instances(2);
    group.services(1);
    ask_in_turn(group, std::vector(3, scale_out("vs1")));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-24",
        .sentence = "Unless its group says otherwise, a service has at most four instances",
        .source = "K:autoscale-service-engines, API; C4, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::scale_out_ends_at_maximum(),
                     harness::check::instances_follow_the_operator(),
                     harness::check::operations_disturb_nothing()},
        .defects = {"scale_out_limit_ignored"},
    });
}

}  // namespace holdfast::properties::scl_24
