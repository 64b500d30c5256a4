// SPDX-License-Identifier: Apache-2.0
#include "harness/check/events.h"
#include "harness/check/recovery.h"
#include "harness/check/stability.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-6");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    const Duration at = pair.some_time();
    pair.fault(at, faults::HeartbeatsLost{target("active_of(vs1)"), draw.chance.chance(0.3)},
               2 * pair.timers().detection_time());
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-6",
        .sentence = "Heartbeat loss alone must not declare the SE down; it is reported",
        .source = "K KI, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::owners_never_change(),
                     harness::check::reported_after_fault({"SE_DP_HB_FAILED"}, 5s),
                     harness::check::never_reported({"SE_DOWN"}),
                     harness::check::everything_answers_at_end()},
        .defects = {"heartbeat_loss_is_death", "heartbeat_loss_unreported"},
    });
}

}  // namespace holdfast::properties::det_6
