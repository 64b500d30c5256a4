// SPDX-License-Identifier: Apache-2.0
// Four engines have room for one third more than there are services: two cannot have all, and
// whichever two die, the others have some. Two die, and come back.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-7");
    const int each = draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4));
    group.engines(4).services(3 * each).max_vs_per_se(static_cast<std::uint32_t>(each));
    const Duration at = group.some_time();
    group.fault(at, faults::ProcessCrash{target("se1")}, group.apart());
    group.fault(at, faults::ProcessCrash{target("se2")}, 2 * group.apart());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-7",
        .sentence = "More engines fail than the buffer covers: what fits is placed, the rest waits "
                    "for engines, none is lost",
        .source = "D",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::served_as_far_as_room_goes(),
                     harness::check::services_on_sound_engines_undisturbed(),
                     harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait", "load_limit_ignored"},
    });
}

}  // namespace holdfast::properties::eln_7
