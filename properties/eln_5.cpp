// SPDX-License-Identifier: Apache-2.0
// Two engines of a group die at once; the others have room for what both carried.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-5");
    const int engines = draw.real() ? 4 : static_cast<int>(draw.chance.between(4, 6));
    group.engines(engines).services(engines + static_cast<int>(draw.chance.between(0, 3)));
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "se1"));
    group.fault(at, sudden_death(draw.chance, draw.chance.chance(0.5) ? "se2" : "se3"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-5",
        .sentence = "As many engines as the buffer covers fail at once: every service is placed "
                    "anew on those that live",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::served_as_far_as_room_goes(),
                     harness::check::services_on_sound_engines_undisturbed(),
                     harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait"},
    });
}

}  // namespace holdfast::properties::eln_5
