// SPDX-License-Identifier: Apache-2.0
// The operator moves one service of several.
#include "harness/check/recovery.h"
#include "harness/check/switchover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_31 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-31");
    pair.services_with_random_tags(draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 5)))
        .distributed();
    pair.operation(pair.some_time(),
                   harness::scenario::PostAction{"virtualservice", "vs1", "switchover", "{}", {}});
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-31",
        .sentence = "A switchover of one service moves it alone to the other engine",
        .source = "API, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "switchover"},
        .draw = draw,
        .checkers = {harness::check::service_switchover_moves_one(),
                     harness::check::everything_answers_at_end()},
        .defects = {"service_switchover_does_nothing", "no_gratuitous_arp"},
    });
}

}  // namespace holdfast::properties::leg_31
