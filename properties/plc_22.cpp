// SPDX-License-Identifier: Apache-2.0
// Engines of one group die beside another group.
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::plc_22 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-22");
    group.engines(3).services(draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 6)));
    group.beside({"se4", "se5"});
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "active_of(vs1)"), 2 * group.apart());
    if (!draw.real()) {
        group.fault(at + group.apart(), sudden_death(draw.chance, "active_of(vs2)"));
    }
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-22",
        .sentence = "A fault in one group has no effect on traffic and placement of another",
        .source = "K:service-engine-group, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::services_on_sound_engines_undisturbed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"takeover_clears_other_groups"},
    });
}

}  // namespace holdfast::properties::plc_22
