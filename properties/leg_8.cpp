// SPDX-License-Identifier: Apache-2.0
// VIPs outside the engines' subnets, reached by a floating interface address: all must move
// together.
#include "harness/check/announced.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-8");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)))
        .with_floating_and_snat();
    const Duration at = pair.some_time();
    pair.fault(at, pair.sudden_death("active_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-8",
        .sentence =
            "Takeover moves VIPs, SNAT IPs and floating interface IPs, each with a gratuitous ARP",
        .source = "S2, M",
        .topology = "legacy_pair_routed",
        .needs = {"active_standby_pair", "floating_ip", "snat_ip"},
        .draw = draw,
        .checkers = {harness::check::moved_addresses_announced(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"floating_ip_left_behind", "late_gratuitous_arp", "no_gratuitous_arp"},
    });
}

}  // namespace holdfast::properties::leg_8
