// SPDX-License-Identifier: Apache-2.0
// Odd values for all eight; T = heartbeat x count + echo x count.
#include "harness/check/events.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-4");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 3))).random_timers();
    const Duration at = pair.some_time();
    pair.fault(at,
               pair.sudden_death(draw.chance.chance(0.5) ? "active_of(vs1)" : "standby_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-4",
        .sentence = "Detection time follows the eight tunables",
        .source = "K KI, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::down_within(harness::check::detection_window),
                     harness::check::everything_answers_at_end()},
        .defects = {"detection_on_first_miss", "one_echo_is_enough"},
    });
}

}  // namespace holdfast::properties::det_4
