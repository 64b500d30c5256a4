// SPDX-License-Identifier: Apache-2.0
#include "harness/check/events.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_25 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-25");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    const Duration at = pair.some_time();
    pair.fault(at, pair.sudden_death("standby_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-25",
        .sentence = "Standby dies: no switch, no interruption, loss of HA is reported",
        .source = "S2, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::nothing_disturbed(),
                     harness::check::reported_after_fault({"VS_SE_HA_COMPROMISED"}, 5s),
                     harness::check::everything_answers_at_end()},
        .defects = {"standby_loss_unreported"},
    });
}

}  // namespace holdfast::properties::leg_25
