// SPDX-License-Identifier: Apache-2.0
// VIPs that are in no subnet of the engines, and nowhere for routers to send their packets to.
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-1");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    // Without a floating address this VIP is unreachable; those beside the engines need none.
    pair.operation(pair.some_time(),
                   harness::scenario::CreateVirtualService{
                       "vs-outside", parse_ipv4("198.18.100.100").value(), {"", true}});
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-1",
        .sentence = "A VIP in a subnet of the engines needs no floating address; one outside is "
                    "refused without it",
        .source = "K:legacy-ha-for-avi-service-engines, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::fip_1
