// SPDX-License-Identifier: Apache-2.0
// Services of an N+M group shall be on two engines; one engine dies and cannot be replaced.
#include "harness/check/recovery.h"
#include "harness/check/replacement.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_19 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-19");
    group.engines(2).instances(2);
    group.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-19",
        .sentence =
            "After M failures each service has at least one instance, even if two were asked for",
        .source = "W:elastic, V",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::shortage_is_told_and_served(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait", "shortage_unreported"},
    });
}

}  // namespace holdfast::properties::eln_19
