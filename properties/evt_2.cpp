// SPDX-License-Identifier: Apache-2.0
// The active engine is killed.
#include "harness/check/events.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::evt_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "EVT-2");
    pair.services(1);
    pair.fault(pair.some_time(), pair.sudden_death("se1"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "EVT-2",
        .sentence = "Events of a takeover come in order: suspect, down, role change, service up",
        .source = "ours, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::event_sequence_of_objects({{"SE_DP_HB_FAILED", "se1"},
                                                                {"SE_DOWN", "se1"},
                                                                {"VS_SWITCHOVER", "vs1"},
                                                                {"VS_UP", "vs1"}})},
        .defects = {"takeover_end_unreported", "heartbeat_loss_unreported"},
    });
}

}  // namespace holdfast::properties::evt_2
