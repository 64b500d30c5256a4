// SPDX-License-Identifier: Apache-2.0
// The first service of an active/active group is on se1 and se2, and both die.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ela_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-8");
    const int engines = draw.real() ? 4 : static_cast<int>(draw.chance.between(4, 6));
    group.engines(engines).services(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 4)));
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "se1"));
    group.fault(at, sudden_death(draw.chance, "se2"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-8",
        .sentence = "All engines of a service fail together: it is placed like a new one, and "
                    "services elsewhere are unaffected",
        .source = "D",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::served_as_far_as_room_goes(),
                     harness::check::services_on_sound_engines_undisturbed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait"},
    });
}

}  // namespace holdfast::properties::ela_8
