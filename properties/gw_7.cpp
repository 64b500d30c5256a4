// SPDX-License-Identifier: Apache-2.0
// The standby loses the gateway first, then the active engine does.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-7");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(1);
    const Duration first = pair.some_time();
    pair.loses_gateway(first, "standby_of(vs1)", "gw1");
    pair.loses_gateway(first + pair.gateway_loss_noticed(), "active_of(vs1)", "gw1");
    pair.watch(pair.gateway_loss_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-7",
        .sentence = "The standby loses the gateway first and then the active engine: "
                    "nothing happens",
        .source = "K:avi-se-behavior-on-gateway-monitor-failure, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"standby_gateways_ignored"},
    });
}

}  // namespace holdfast::properties::gw_7
