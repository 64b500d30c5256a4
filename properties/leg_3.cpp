// SPDX-License-Identifier: Apache-2.0
// Nothing is broken: the healthy pair is watched.
#include "harness/check/placement.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-3");
    pair.services_with_random_tags(draw.real() ? 3 : static_cast<int>(draw.chance.between(1, 6)));
    pair.sometimes_distributed();
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-3",
        .sentence = "Healthy pair: every service has exactly one active and one standby instance",
        .source = "S0 S1 S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::one_active_one_standby()},
        .defects = {"both_engines_own_vip", "standby_carries_traffic"},
    });
}

}  // namespace holdfast::properties::leg_3
