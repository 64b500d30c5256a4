// SPDX-License-Identifier: Apache-2.0
#include "harness/check/recovery.h"
#include "harness/check/stability.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_27 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-27");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    const Duration at = pair.some_time();
    if (draw.chance.chance(0.5)) {
        pair.fault(at, pair.sudden_death("active_of(vs1)"), pair.failover_bound() + 100ms);
    } else {
        pair.fault(at, pair.sudden_death("standby_of(vs1)"), 500ms);
    }
    pair.watch(1500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-27",
        .sentence = "A restarting SE never announces addresses owned by its peer",
        .source = "INV-1, D",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::nothing_moves_to_returned_engine(),
                     harness::check::everything_answers_at_end()},
        .defects = {"returning_engine_announces"},
    });
}

}  // namespace holdfast::properties::leg_27
