// SPDX-License-Identifier: Apache-2.0
// se2 is killed and comes back.
#include "harness/check/events.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-13");
    pair.services(1);
    pair.fault(pair.some_time(), pair.sudden_death("se2"), pair.failover_bound());
    pair.watch(1500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-13",
        .sentence = "Death and return of an engine produce SE_DOWN, then SE_UP",
        .source = "K:events-list, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::event_sequence({{"SE_DOWN", "se2"}, {"SE_UP", "se2"}})},
        .defects = {"recovery_unreported"},
    });
}

}  // namespace holdfast::properties::det_13
