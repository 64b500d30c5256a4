// SPDX-License-Identifier: Apache-2.0
// Longer than two whole detections: a system that would take silence for death would have acted.
#include "harness/check/recovery.h"
#include "harness/check/stability.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_28 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-28");
    pair.services_with_random_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    pair.sometimes_distributed();
    const Duration at = pair.some_time();
    if (draw.chance.chance(0.5)) {
        pair.fault(
            at,
            faults::Partition{
                {target("se1")}, {target("se2")}, draw.chance.chance(0.3), draw.topology.front},
            2 * pair.timers().detection_time());
    } else {
        pair.fault(at, faults::HeartbeatsLost{target("active_of(vs1)"), false},
                   2 * pair.timers().detection_time());
    }
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-28",
        .sentence = "SE-SE link cut while both reach the controller: exactly one stays active",
        .source = "DET-6, D",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "arbitration"},
        .draw = draw,
        .checkers = {harness::check::owners_never_change(), harness::check::nothing_disturbed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"heartbeat_loss_is_death"},
    });
}

}  // namespace holdfast::properties::leg_28
