// SPDX-License-Identifier: Apache-2.0
// Routing and a virtual MAC where they cannot be.
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-12");
    const bool distributed = draw.chance.chance(0.5);
    if (distributed) {
        pair.services_on_both_tags(2).distributed();
    } else {
        pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    }
    const std::string fields = distributed ? R"({"enable_routing":true})"
                                           : R"({"enable_vmac":true,"enable_routing":false})";
    pair.operation(pair.some_time(), refused_patch("serviceenginegroup", "pair", fields));
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-12",
        .sentence =
            "A virtual MAC needs routing, and routing a legacy group whose load is not distributed",
        .source = "K:default-gateway-ip-routing-on-avi-se, K:mac-masquerade, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::fip_12
