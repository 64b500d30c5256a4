// SPDX-License-Identifier: Apache-2.0
// Both engines serve; one dies. The other's own services may not feel it.
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-7");
    pair.services_on_both_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 6)))
        .distributed();
    const Duration at = pair.some_time();
    pair.fault(at,
               pair.sudden_death(draw.chance.chance(0.5) ? "active_of(vs1)" : "active_of(vs2)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-7",
        .sentence = "The survivor keeps serving its own services without interruption",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "distributed_load"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::services_elsewhere_undisturbed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"survivor_drops_own_services"},
    });
}

}  // namespace holdfast::properties::leg_7
