// SPDX-License-Identifier: Apache-2.0
// Half of all frames are lost, of the heartbeats among engines or of the controller's.
#include "harness/check/detection.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_16 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-16");
    pair.services(1);
    // Four of a row are lost once in sixteen times: the first stage ends again and again.
    pair.heartbeats(20ms, 4);
    if (draw.real() || draw.chance.chance(0.7)) {
        const std::string who = draw.chance.chance(0.5) ? "active_of(vs1)" : "standby_of(vs1)";
        pair.fault(pair.some_time(), faults::PacketLoss{target(who), draw.topology.front, 0.5}, 4s);
    } else {
        pair.lone_engine().single_engine_detection(1s, 3);
        pair.fault(pair.some_time(),
                   faults::PacketLoss{target("se1"), draw.topology.management, 0.5}, 10s);
    }
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-16",
        .sentence =
            "A slow but living engine is not declared down more than once in a detection time",
        .source = "ours, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::no_flapping(), harness::check::everything_answers_at_end()},
        .defects = {"suspicion_is_death"},
    });
}

}  // namespace holdfast::properties::det_16
