// SPDX-License-Identifier: Apache-2.0
// As many engines as may be are there, and one of them dies.
#include "harness/check/recovery.h"
#include "harness/check/replacement.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ela_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-7");
    if (draw.chance.chance(0.5)) {
        group.cloud(2);
    } else {
        group.engines(2);
    }
    group.max_se(2).services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-7",
        .sentence = "At max_se a service stays with fewer instances, keeps serving, and the "
                    "shortage is visible",
        .source = "K:events-list, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::shortage_is_told_and_served(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"shortage_unreported"},
    });
}

}  // namespace holdfast::properties::ela_7
