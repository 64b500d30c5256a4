// SPDX-License-Identifier: Apache-2.0
// Floating addresses for an elastic group.
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "FIP-3");
    group.engines(2).services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    group.operation(
        group.some_time(),
        refused_patch("serviceenginegroup", "elastic",
                      draw.chance.chance(0.5)
                          ? R"({"floating_intf_ip":[{"addr":"192.0.2.50","type":"V4"}]})"
                          : R"({"floating_intf_ip_se_2":[{"addr":"192.0.2.51","type":"V4"}]})"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-3",
        .sentence =
            "Floating interface addresses belong to legacy groups: an elastic group refuses them",
        .source = "S2, D",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::fip_3
