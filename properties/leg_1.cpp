// SPDX-License-Identifier: Apache-2.0
// The spare engine se3 is started and told to join the pair.
#include "harness/check/membership.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-1");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    pair.operation(pair.some_time(), harness::scenario::AddEngine{"se3"});
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-1",
        .sentence = "A legacy group holds at most two SEs; a third is refused",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::third_engine_refused(),
                     harness::check::everything_answers_at_end()},
        .defects = {"third_engine_accepted"},
    });
}

}  // namespace holdfast::properties::leg_1
