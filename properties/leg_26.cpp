// SPDX-License-Identifier: Apache-2.0
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_26 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-26");
    pair.services_with_random_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    pair.single_engine_detection(1s, 2);
    const Duration first = pair.some_time();
    const Duration second = first + pair.failover_bound() + 100ms;
    // The last engine has no peer to miss it: the controller's own heartbeat finds it gone after
    // two to three periods of 1 s.
    const Duration dark = 3s + 500ms;
    const bool same_first = draw.chance.chance(0.5);
    const Duration se1_back = second + dark + (same_first ? 0ms : pair.failover_bound() + 500ms);
    const Duration se2_back = second + dark + (same_first ? pair.failover_bound() + 500ms : 0ms);
    pair.fault(first, pair.sudden_death("se1"), se1_back - first);
    pair.fault(second, pair.sudden_death("se2"), se2_back - second);
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-26",
        .sentence = "Both die: services down; the first SE back serves all",
        .source = "D",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::first_engine_back_serves_all(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lone_engine_never_active"},
    });
}

}  // namespace holdfast::properties::leg_26
