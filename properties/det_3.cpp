// SPDX-License-Identifier: Apache-2.0
// At real scale on purpose: 5 s is short enough (rules.md, end).
#include "harness/check/events.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-3");
    pair.services(1).aggressive(100ms, 10, 2000ms, 2);
    pair.fault(pair.some_time(), faults::Pause{target("standby_of(vs1)")}, 6s);
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-3",
        .sentence = "Aggressive detection by the defaults of the schema: 10 x 100 ms, then 2 x 2 "
                    "s, DOWN at 5 s",
        .source = "API, V",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::down_within([](const auto&) {
                         return harness::check::Window{4800ms, 5400ms};
                     }),
                     harness::check::everything_answers_at_end()},
        .defects = {"detection_on_first_miss", "one_echo_is_enough"},
    });
}

}  // namespace holdfast::properties::det_3
