// SPDX-License-Identifier: Apache-2.0
// A distributed pair whose places are all taken loses an engine.
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_19 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-19");
    const int places = draw.real() ? 4 : static_cast<int>(draw.chance.between(4, 6));
    pair.max_vs_per_se(static_cast<std::uint32_t>(places));
    pair.services_with_tags_in_turn(places).distributed();
    pair.fault(pair.some_time(),
               pair.sudden_death(draw.chance.chance(0.5) ? "active_of(vs1)" : "active_of(vs2)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-19",
        .sentence = "A survivor holds all services of the pair: its room is not halved in "
                    "distributed mode",
        .source = "K:legacy-ha-for-avi-service-engines, S2, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::everything_on_survivor(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"takeover_forgets_one"},
    });
}

}  // namespace holdfast::properties::leg_19
