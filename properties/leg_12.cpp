// SPDX-License-Identifier: Apache-2.0
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-12");
    // Two services of one tag at the least, so that one of them can be forgotten.
    pair.services_on_both_tags(draw.real() ? 3 : static_cast<int>(draw.chance.between(3, 6)))
        .distributed();
    const Duration at = pair.some_time();
    pair.fault(at,
               pair.sudden_death(draw.chance.chance(0.5) ? "active_of(vs1)" : "active_of(vs2)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-12",
        .sentence = "After a failure in distributed mode all services use the one survivor",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "distributed_load"},
        .draw = draw,
        .checkers = {harness::check::everything_on_survivor(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"takeover_forgets_one"},
    });
}

}  // namespace holdfast::properties::leg_12
