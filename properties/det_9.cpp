// SPDX-License-Identifier: Apache-2.0
// An engine without a peer is frozen twice, each time for one miss less than the limit.
#include "harness/check/events.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-9");
    const Duration period = 1s;
    const auto limit = static_cast<std::uint32_t>(draw.real() ? 3 : draw.chance.between(3, 5));
    pair.services(1).lone_engine().single_engine_detection(period, limit);
    // It swallows limit heartbeats at the most, which are limit - 1 misses when the next one is
    // due; what is left of the period is room for a real machine.
    const Duration silence = limit * period - 300ms;
    const Duration answer = period + 500ms;
    const Duration first = pair.some_time();
    for (int i = 0; i < 2; ++i) {
        pair.fault(first + i * (silence + answer), faults::Pause{target("se1")}, silence);
    }
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-9",
        .sentence = "An answer between misses resets the controller's count",
        .source = "K:service-engine-failure-detection, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::never_reported({"SE_DOWN", "SE_HEARTBEAT_FAILURE"})},
        .defects = {"heartbeat_count_not_reset"},
    });
}

}  // namespace holdfast::properties::det_9
