// SPDX-License-Identifier: Apache-2.0
// An engine that has lost its gateway is as up as any.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-9");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(1);
    pair.loses_gateway(pair.some_time(),
                       draw.chance.chance(0.5) ? "active_of(vs1)" : "standby_of(vs1)", "gw1");
    pair.watch(pair.gateway_loss_noticed() + 500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-9",
        .sentence = "Trouble with a gateway never marks an engine operationally down; "
                    "gateway_up of its runtime shows it",
        .source = "K:avi-se-behavior-on-gateway-monitor-failure, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_trouble_is_no_failure(),
                     harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_gateway_is_failure", "gateway_loss_unreported"},
    });
}

}  // namespace holdfast::properties::gw_9
