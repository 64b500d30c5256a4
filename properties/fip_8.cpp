// SPDX-License-Identifier: Apache-2.0
// A second floating list for a pair that does not distribute its load.
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-8");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    pair.operation(
        pair.some_time(),
        refused_patch("serviceenginegroup", "pair",
                      R"({"floating_intf_ip_se_2":[{"addr":"192.0.2.51","type":"V4"}]})"));
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-8",
        .sentence = "A second floating list without distributed load is refused",
        .source = "KI, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::fip_8
