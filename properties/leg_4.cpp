// SPDX-License-Identifier: Apache-2.0
// Which engine a client packet was delivered to, and which engine sent it on, is read from the
// captures.
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-4");
    pair.services_with_random_tags(draw.real() ? 3 : static_cast<int>(draw.chance.between(1, 6)));
    pair.sometimes_distributed();
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-4",
        .sentence = "The standby carries no traffic for the service while the active is healthy",
        .source = "S0 S1 S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::standby_carries_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"standby_carries_traffic"},
    });
}

}  // namespace holdfast::properties::leg_4
