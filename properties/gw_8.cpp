// SPDX-License-Identifier: Apache-2.0
// The gateway itself stops answering, for both at once, and comes back.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-8");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(1);
    pair.fault(pair.some_time(),
               faults::GatewayDead{target("gw1"), faults::GatewayDead::How::no_icmp},
               pair.gateway_loss_noticed());
    pair.watch(pair.gateway_return_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-8",
        .sentence = "Both engines lose the gateway together, and see it again together: "
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

}  // namespace holdfast::properties::gw_8
