// SPDX-License-Identifier: Apache-2.0
// Servers whose default gateway is the floating address of their engines, one of which dies.
#include "harness/check/floating.h"
#include "harness/check/outbound.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_14 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-14");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    pair.with_two_floating_addresses().routing(draw.real() ? 1 : 2);
    pair.fault(pair.some_time(), pair.sudden_death("active_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-14",
        .sentence = "Servers that use the floating address as default gateway stay connected to "
                    "the outside after a takeover (enable_routing)",
        .source = "K:default-gateway-ip-routing-on-avi-se, M",
        .topology = "routed_servers",
        .needs = {"legacy_active_standby", "floating_ip", "enable_routing"},
        .draw = draw,
        .checkers = {harness::check::servers_stay_connected(),
                     harness::check::survivor_takes_over(),
                     harness::check::floating_lists_follow_tags(),
                     harness::check::everything_answers_at_end()},
        .defects = {"survivor_does_not_route", "second_floating_address_left_behind"},
    });
}

}  // namespace holdfast::properties::fip_14
