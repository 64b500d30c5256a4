// SPDX-License-Identifier: Apache-2.0
// The returning engine has three seconds: to start, register, confirm its standby role, and take
// its services back.
#include "harness/check/placement.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_15 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-15");
    pair.services_on_both_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 5)))
        .distributed()
        .auto_redistribute();
    const Duration at = pair.some_time();
    pair.fault(at, pair.sudden_death(draw.chance.chance(0.5) ? "active_of(vs1)" : "active_of(vs2)"),
               pair.failover_bound() + 100ms);
    pair.watch(2s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-15",
        .sentence = "Auto-redistribute: load goes back to the tag layout by itself",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "distributed_load", "automatic_redistribution"},
        .draw = draw,
        .checkers = {harness::check::split_restored_within(3s),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"auto_redistribute_forgotten"},
    });
}

}  // namespace holdfast::properties::leg_15
