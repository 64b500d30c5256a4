// SPDX-License-Identifier: Apache-2.0
#include "harness/check/placement.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_17 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-17");
    pair.services_on_both_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 5)))
        .distributed();
    const Duration at = pair.some_time();
    const Duration away = pair.failover_bound() + 100ms;
    pair.fault(at, pair.sudden_death(draw.chance.chance(0.5) ? "active_of(vs1)" : "active_of(vs2)"),
               away);
    // By then the returned engine has registered: it needs a few hundred milliseconds.
    pair.operation(at + away + 1500ms, harness::scenario::Redistribute{});
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-17",
        .sentence = "With auto off, redistribute restores the split",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "redistribute"},
        .draw = draw,
        .checkers = {harness::check::split_restored_within(2s),
                     harness::check::everything_answers_at_end()},
        .defects = {"redistribute_does_nothing"},
    });
}

}  // namespace holdfast::properties::leg_17
