// SPDX-License-Identifier: Apache-2.0
// One service of several is disabled for a while.
#include "harness/check/disabled_services.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::dis_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DIS-5");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    const Duration at = pair.some_time();
    pair.operation(at, enable("vs1", false));
    pair.operation(at + 1500ms, enable("vs1", true));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DIS-5",
        .sentence = "A service that is disabled is on no engine: its VIP is silent and its "
                    "connections have ended",
        .source = "K:disable-a-virtual-service, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::disabled_services_are_gone(),
                     harness::check::everything_answers_at_end()},
        .defects = {"disabled_service_served"},
    });
}

}  // namespace holdfast::properties::dis_5
