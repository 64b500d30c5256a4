// SPDX-License-Identifier: Apache-2.0
// What the event log says of gateways.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_19 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-19");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(draw.chance.chance(0.5) ? 1 : 2);
    const Duration at = pair.some_time();
    if (draw.chance.chance(0.5)) {
        pair.loses_gateway(at, draw.chance.chance(0.5) ? "active_of(vs1)" : "standby_of(vs1)",
                           "gw1", pair.gateway_loss_noticed());
    } else {
        pair.fault(at, faults::GatewayDead{target("gw1"), faults::GatewayDead::How::no_icmp},
                   pair.gateway_loss_noticed());
    }
    pair.watch(pair.gateway_return_noticed() + 300ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-19",
        .sentence = "SE_GATEWAY_HEARTBEAT_FAILED and SE_GATEWAY_HEARTBEAT_SUCCESS tell of "
                    "each loss and each return of a gateway",
        .source = "API, M",
        .topology = "two_gateways",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_events_told(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_loss_unreported", "gateway_return_unreported",
                    "gateway_lost_on_first_miss"},
    });
}

}  // namespace holdfast::properties::gw_19
