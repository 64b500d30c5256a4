// SPDX-License-Identifier: Apache-2.0
// A spare engine stands ready while the pair loses one: it may not be used.
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::inv_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "INV-3");
    pair.services_with_random_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    pair.sometimes_distributed();
    const Duration at = pair.some_time();
    if (draw.can("legacy_active_standby")) {  // who knows no groups has nobody to refuse
        pair.operation(at, harness::scenario::AddEngine{"se3"});
    }
    pair.fault(at + 1s, pair.sudden_death("active_of(vs1)"), pair.failover_bound() + 100ms);
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "INV-3",
        .sentence = "No service is placed on an SE outside its group",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::everything_answers_at_end()},
        .defects = {"third_engine_accepted"},
    });
}

}  // namespace holdfast::properties::inv_3
