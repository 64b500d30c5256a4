// SPDX-License-Identifier: Apache-2.0
#include "harness/check/recovery.h"
#include "harness/check/stability.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-13");
    pair.services_with_random_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    pair.sometimes_distributed();
    const Duration at = pair.some_time();
    pair.fault(at, pair.sudden_death("active_of(vs1)"), pair.failover_bound() + 100ms);
    pair.watch(1500ms);  // the returned engine needs a few hundred milliseconds to register
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-13",
        .sentence = "Default: no failback when the failed SE returns",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::nothing_moves_to_returned_engine(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"failback_unasked"},
    });
}

}  // namespace holdfast::properties::leg_13
