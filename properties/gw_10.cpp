// SPDX-License-Identifier: Apache-2.0
// Two gateways, of which the active engine loses one.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-10");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(2);
    pair.loses_gateway(pair.some_time(), "active_of(vs1)", draw.chance.chance(0.5) ? "gw1" : "gw2");
    pair.watch(pair.gateway_loss_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-10",
        .sentence = "Of several gateways the active engine loses one and the standby sees "
                    "all: every service that is active there switches",
        .source = "K:avi-se-behavior-on-gateway-monitor-failure, M",
        .topology = "two_gateways",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"one_gateway_is_enough"},
    });
}

}  // namespace holdfast::properties::gw_10
