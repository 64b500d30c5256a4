// SPDX-License-Identifier: Apache-2.0
// Automatic redistribution, and a gateway that is lost and seen again.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_15 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-15");
    pair.services_on_both_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 5)))
        .distributed()
        .auto_redistribute()
        .monitored_gateways(1);
    pair.loses_gateway(pair.some_time(), draw.chance.chance(0.5) ? "se1" : "se2", "gw1",
                       pair.gateway_loss_noticed());
    pair.watch(pair.gateway_return_noticed() + 500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-15",
        .sentence = "With automatic redistribution services go home when their engine is "
                    "healthy including its gateway, not before",
        .source = "LEG-15 with GW-4, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_return_unreported"},
    });
}

}  // namespace holdfast::properties::gw_15
