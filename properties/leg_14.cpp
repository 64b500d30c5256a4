// SPDX-License-Identifier: Apache-2.0
#include "harness/check/placement.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_14 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-14");
    pair.services_with_random_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    pair.sometimes_distributed();
    const Duration at = pair.some_time();
    pair.fault(at, pair.sudden_death("active_of(vs1)"), pair.failover_bound() + 100ms);
    pair.watch(1500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-14",
        .sentence = "The returned SE becomes standby for everything",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::returned_engine_is_standby(),
                     harness::check::everything_answers_at_end()},
        .defects = {"failback_unasked"},
    });
}

}  // namespace holdfast::properties::leg_14
