// SPDX-License-Identifier: Apache-2.0
// At real scale on purpose: 9 s is short enough (rules.md, end).
#include "harness/check/events.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-1");
    pair.services(1).documented_timers();
    const Duration at = pair.some_time();
    // The rule's own check: a frozen engine, whose kernel still takes what it is sent.
    pair.fault(at, faults::Pause{target("standby_of(vs1)")}, 10s);
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-1",
        .sentence = "Standard detection: silent peer suspected after 10 x 100 ms, confirmed by 4 x "
                    "2 s echoes, DOWN at 9 s",
        .source = "K KI, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::down_within([](const auto&) {
                         return harness::check::Window{8800ms, 9400ms};
                     }),
                     harness::check::everything_answers_at_end()},
        .defects = {"detection_on_first_miss", "one_echo_is_enough"},
    });
}

}  // namespace holdfast::properties::det_1
