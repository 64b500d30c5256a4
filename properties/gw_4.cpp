// SPDX-License-Identifier: Apache-2.0
// The active engine no longer sees the gateway, the standby does.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-4");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(1);
    pair.loses_gateway(pair.some_time(), "active_of(vs1)", "gw1");
    pair.watch(pair.gateway_loss_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-4",
        .sentence = "The active engine loses a gateway that the standby sees: they swap "
                    "roles for every service that is active there",
        .source = "K:avi-se-behavior-on-gateway-monitor-failure, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_loss_unreported", "gateway_loss_blamed_on_peer"},
    });
}

}  // namespace holdfast::properties::gw_4
