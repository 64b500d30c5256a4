// SPDX-License-Identifier: Apache-2.0
// Routers with a static route to the floating address, and nothing but its announcement.
#include "harness/check/announced.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-10");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)))
        .with_floating_lists();
    const Duration at = pair.some_time();
    pair.fault(at, pair.sudden_death("active_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-10",
        .sentence = "A router with a static route to the floating address goes on after a "
                    "takeover, of which it has seen the gratuitous ARP only",
        .source = "K:static-route-support-for-vip-and-snat-ip-reachability, M",
        .topology = "legacy_pair_routed",
        .needs = {"active_standby_pair", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::moved_addresses_announced(),
                     harness::check::everything_answers_at_end()},
        .defects = {"no_gratuitous_arp", "floating_ip_left_behind"},
    });
}

}  // namespace holdfast::properties::fip_10
