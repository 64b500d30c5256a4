// SPDX-License-Identifier: Apache-2.0
#include "harness/check/events.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-5");
    // Wide periods on a real machine: its scheduler must not add a miss of its own.
    const Duration period = draw.real() ? 100ms : draw.chance.between(10, 60) * 1ms;
    const auto count = static_cast<std::uint32_t>(draw.real() ? 6 : draw.chance.between(4, 12));
    pair.services(1).heartbeats(period, count);
    // A silence of (count - 1) periods swallows at most count - 1 heartbeats of one sender; half a
    // period less leaves room for its jitter.
    const Duration silence = (count - 1) * period - period / 2;
    const Duration answer = 2 * period;
    const Duration first = pair.some_time();
    for (int i = 0; i < 3; ++i) {
        pair.fault(first + i * (silence + answer),
                   faults::HeartbeatsLost{target("active_of(vs1)"), false}, silence);
    }
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-5",
        .sentence = "Misses must be consecutive: count-1 misses, one answer, count-1 misses give "
                    "no suspicion",
        .source = "K KI, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::never_reported({"SE_DP_HB_FAILED", "SE_DOWN"}),
                     harness::check::nothing_disturbed()},
        .defects = {"miss_counter_never_reset", "detection_on_first_miss"},
    });
}

}  // namespace holdfast::properties::det_5
