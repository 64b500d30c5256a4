// SPDX-License-Identifier: Apache-2.0
// The standby sees the gateway again while the active engine does not.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-12");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(1);
    const Duration first = pair.some_time();
    const Duration second = first + pair.gateway_loss_noticed();
    pair.loses_gateway(first, "standby_of(vs1)", "gw1",
                       second - first + pair.gateway_loss_noticed());
    pair.loses_gateway(second, "active_of(vs1)", "gw1");
    pair.watch(pair.gateway_loss_noticed() + pair.gateway_return_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-12",
        .sentence = "The standby sees the gateway again while the active engine is still "
                    "without it: then they swap",
        .source = "follows from GW-4, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_return_unreported"},
    });
}

}  // namespace holdfast::properties::gw_12
