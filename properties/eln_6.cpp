// SPDX-License-Identifier: Apache-2.0
// Two engines of a group die one after the other, and no new one comes.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-6");
    group.engines(4).services(draw.real() ? 4 : static_cast<int>(draw.chance.between(3, 8)));
    const Duration first = group.some_time();
    group.fault(first, sudden_death(draw.chance, "active_of(vs1)"));
    group.fault(first + group.apart(), sudden_death(draw.chance, "active_of(vs2)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-6",
        .sentence = "As many engines as the buffer covers fail one after the other: every service "
                    "is placed anew",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::served_as_far_as_room_goes(),
                     harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait"},
    });
}

}  // namespace holdfast::properties::eln_6
