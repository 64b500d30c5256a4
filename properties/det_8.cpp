// SPDX-License-Identifier: Apache-2.0
// An engine without a peer is killed; only the controller can find out.
#include "harness/check/detection.h"
#include "harness/check/events.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-8");
    const Duration period = draw.real() ? 1s : draw.chance.between(1, 3) * 1s;
    const auto limit = static_cast<std::uint32_t>(draw.real() ? 3 : draw.chance.between(2, 6));
    pair.services(1).lone_engine().single_engine_detection(period, limit);
    pair.fault(pair.some_time(), faults::ProcessCrash{target("se1")});
    pair.watch((limit + 1) * period + 500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-8",
        .sentence = "An engine without a peer is found down after the limit of missed controller "
                    "heartbeats, "
                    "between limit and limit + 1 periods after the fault",
        .source = "K:service-engine-failure-detection W:det, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::down_by_controller_heartbeats()},
        .defects = {"one_missed_heartbeat_is_enough"},
    });
}

}  // namespace holdfast::properties::det_8
