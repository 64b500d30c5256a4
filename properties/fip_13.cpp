// SPDX-License-Identifier: Apache-2.0
// More floating addresses than a list holds.
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-13");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    std::string list;
    for (int i = 1; i <= 33; ++i) {
        list += (i == 1 ? "" : ",") + (R"({"addr":"192.0.2.)" + std::to_string(200 + i)) +
                R"(","type":"V4"})";
    }
    pair.operation(pair.some_time(), refused_patch("serviceenginegroup", "pair",
                                                   R"({"floating_intf_ip":[)" + list + "]}"));
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-13",
        .sentence = "A floating list holds at most 32 addresses",
        .source = "API, V",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::fip_13
