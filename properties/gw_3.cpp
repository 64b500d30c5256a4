// SPDX-License-Identifier: Apache-2.0
// Nine misses, then an answer.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-3");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(1);
    const Duration at = pair.some_time();
    const Duration misses = draw.chance.between(500, 880) * 1ms;
    pair.loses_gateway(at, "active_of(vs1)", "gw1", misses);
    pair.loses_gateway(at + misses + 300ms, "active_of(vs1)", "gw1", misses);
    pair.watch(2s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-3",
        .sentence = "One miss less than the threshold, then an answer: nothing happens",
        .source = "API, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(), harness::check::gateway_events_told(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_lost_on_first_miss", "gateway_misses_never_forgotten"},
    });
}

}  // namespace holdfast::properties::gw_3
