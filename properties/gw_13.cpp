// SPDX-License-Identifier: Apache-2.0
// VIPs that are routed to a floating address, with SNAT addresses: all of them switch.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-13");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)))
        .with_floating_and_snat()
        .monitored_gateways(draw.chance.chance(0.5) ? 1 : 2);
    pair.loses_gateway(pair.some_time(), "active_of(vs1)", "gw1");
    pair.watch(pair.gateway_loss_noticed());
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-13",
        .sentence = "A switch for a lost gateway moves VIP, SNAT and floating addresses "
                    "like a takeover, but the old active engine releases them first",
        .source = "INV-1, D",
        .topology = "legacy_pair_routed",
        .needs = {"legacy_active_standby", "gateway_monitoring", "floating_ip", "snat_ip"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(),
                     harness::check::everything_answers_at_end()},
        .defects = {"take_before_release", "no_gratuitous_arp", "gateway_loss_unreported"},
    });
}

}  // namespace holdfast::properties::gw_13
