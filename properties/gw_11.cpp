// SPDX-License-Identifier: Apache-2.0
// Each engine loses another gateway.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-11");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(2);
    const Duration first = pair.some_time();
    const bool crossed = draw.chance.chance(0.5);
    pair.loses_gateway(first, "standby_of(vs1)", crossed ? "gw1" : "gw2");
    // Together, or the standby clearly first.
    pair.loses_gateway(first + (draw.chance.chance(0.5) ? 0ms : pair.gateway_loss_noticed()),
                       "active_of(vs1)", crossed ? "gw2" : "gw1");
    pair.watch(pair.gateway_loss_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-11",
        .sentence = "The active engine has lost one gateway and the standby another: no "
                    "switch",
        .source = "multi-monitor logic, D",
        .topology = "two_gateways",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"standby_gateways_ignored"},
    });
}

}  // namespace holdfast::properties::gw_11
