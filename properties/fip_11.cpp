// SPDX-License-Identifier: Apache-2.0
// A pair with a virtual MAC, of which the active engine dies. Routers and servers that know the
// floating address need not learn anything.
#include "harness/check/outbound.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/check/virtual_mac.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-11");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    pair.with_two_floating_addresses().routing(1).virtual_mac();
    pair.fault(pair.some_time(), pair.sudden_death("active_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-11",
        .sentence = "With enable_vmac the MAC behind a floating address is the same before and "
                    "after a takeover",
        .source = "K:mac-masquerade, M",
        .topology = "routed_servers",
        .needs = {"legacy_active_standby", "floating_ip", "enable_routing", "enable_vmac"},
        .draw = draw,
        .checkers = {harness::check::floating_addresses_keep_their_mac(),
                     harness::check::servers_stay_connected(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"virtual_mac_of_each_engine", "virtual_mac_ignored"},
    });
}

}  // namespace holdfast::properties::fip_11
