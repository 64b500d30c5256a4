// SPDX-License-Identifier: Apache-2.0
// The gateway comes back after the roles were swapped.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-5");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(1);
    pair.loses_gateway(pair.some_time(), "se1", "gw1", pair.gateway_loss_noticed());
    pair.watch(pair.gateway_return_noticed() + 500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-5",
        .sentence = "An engine that lost its services with the gateway stays standby when "
                    "it sees the gateway again",
        .source = "K:avi-se-behavior-on-gateway-monitor-failure, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_failback"},
    });
}

}  // namespace holdfast::properties::gw_5
