// SPDX-License-Identifier: Apache-2.0
// The group is created without a word about the mode, and the two modes differ by far.
#include "harness/check/events.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-12");
    // Standard: 10 ms x 10 + 200 ms x 4 = 900 ms. Aggressive: 10 ms x 10 + 200 ms x 2 = 500 ms.
    pair.services(1);
    pair.fault(pair.some_time(), pair.sudden_death("standby_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-12",
        .sentence = "The default mode of detection is standard",
        .source = "API KI, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::down_within(harness::check::detection_window),
                     harness::check::everything_answers_at_end()},
        .defects = {"aggressive_by_default"},
    });
}

}  // namespace holdfast::properties::det_12
