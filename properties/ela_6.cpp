// SPDX-License-Identifier: Apache-2.0
// An engine of a group that is filled compactly dies, and others have room.
#include "harness/check/recovery.h"
#include "harness/check/replacement.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ela_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-6");
    group.engines(draw.real() ? 4 : static_cast<int>(draw.chance.between(3, 6)));
    group.services(draw.real() ? 3 : static_cast<int>(draw.chance.between(1, 6)));
    group.cloud({"se8", "se9"});
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-6",
        .sentence = "With compact placement lost instances go to survivors with room at once",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::survivors_get_what_was_lost(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"placement_algorithm_swapped"},
    });
}

}  // namespace holdfast::properties::ela_6
