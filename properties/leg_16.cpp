// SPDX-License-Identifier: Apache-2.0
#include "harness/check/placement.h"
#include "harness/check/recovery.h"
#include "harness/check/stability.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_16 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-16");
    pair.services_on_both_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 5)))
        .auto_redistribute();
    const Duration at = pair.some_time();
    pair.fault(at, pair.sudden_death("active_of(vs1)"), pair.failover_bound() + 100ms);
    pair.watch(1500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-16",
        .sentence = "Auto-redistribute without distribute load keeps everything on one SE",
        .source = "API, D",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "automatic_redistribution"},
        .draw = draw,
        .checkers = {harness::check::nothing_moves_to_returned_engine(),
                     harness::check::all_active_on_one_engine(),
                     harness::check::everything_answers_at_end()},
        .defects = {"failback_unasked"},
    });
}

}  // namespace holdfast::properties::leg_16
