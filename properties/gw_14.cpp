// SPDX-License-Identifier: Apache-2.0
// Distributed load: one engine of the pair loses the gateway.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_14 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-14");
    pair.services_on_both_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 5)))
        .distributed()
        .monitored_gateways(1);
    pair.loses_gateway(pair.some_time(), draw.chance.chance(0.5) ? "se1" : "se2", "gw1");
    pair.watch(pair.gateway_loss_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-14",
        .sentence = "With distributed load only the services that are active on the engine "
                    "without the gateway move",
        .source = "K:avi-se-behavior-on-gateway-monitor-failure, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_loss_blamed_on_peer", "gateway_loss_unreported"},
    });
}

}  // namespace holdfast::properties::gw_14
