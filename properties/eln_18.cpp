// SPDX-License-Identifier: Apache-2.0
// An engine dies, is replaced, and comes back: then one is too many.
#include "harness/check/creation.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_18 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-18");
    group.cloud(4).buffer(1).max_vs_per_se(4).services(draw.real() ? 2 : 3);
    group.minute(800ms).group([](auto& spec) { spec.se_deprovision_delay = 1; });
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "active_of(vs1)"), group.apart());
    group.watch_until(at + group.apart() + 2500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-18",
        .sentence = "A repaired engine counts as room, and a surplus one is removed after "
                    "se_deprovision_delay",
        .source = "D",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::idle_engine_is_taken_away(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"idle_engine_is_kept"},
    });
}

}  // namespace holdfast::properties::eln_18
