// SPDX-License-Identifier: Apache-2.0
// The standby loses the gateway, and sees it again.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-6");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(1);
    pair.loses_gateway(pair.some_time(), "standby_of(vs1)", "gw1", pair.gateway_loss_noticed());
    pair.watch(pair.gateway_return_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-6",
        .sentence = "The standby alone loses the gateway, and sees it again: nothing "
                    "happens either time",
        .source = "K:avi-se-behavior-on-gateway-monitor-failure, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(), harness::check::nothing_disturbed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_loss_blamed_on_peer"},
    });
}

}  // namespace holdfast::properties::gw_6
