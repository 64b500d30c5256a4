// SPDX-License-Identifier: Apache-2.0
// Nothing is broken; who is asked, and how often, is read from the wire.
#include "harness/check/detection.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-7");
    pair.services(1).without_connections();
    if (draw.chance.chance(0.3)) {
        pair.lone_engine();
    } else if (draw.chance.chance(0.5)) {
        pair.distributed();
    }
    // A tenth of the documented 10 s.
    pair.single_engine_detection(1s, 6).watch(draw.real() ? 4s : 10s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-7",
        .sentence =
            "The controller asks every engine once a heartbeat period, whatever its group and load",
        .source = "K:service-engine-failure-detection, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::every_engine_is_asked()},
        .defects = {"every_other_heartbeat_skipped"},
    });
}

}  // namespace holdfast::properties::det_7
