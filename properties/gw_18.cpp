// SPDX-License-Identifier: Apache-2.0
// The internal monitor watches default gateways, until it is disabled.
#include "harness/check/gateway_probes.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_18 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-18");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    const std::string off = R"({"internal_gateway_monitor":{"disable_gateway_monitor":true}})";
    const std::string on = R"({"internal_gateway_monitor":{"disable_gateway_monitor":false}})";
    const Duration at = pair.some_time();
    pair.operation(at, harness::scenario::PatchObject{"vrfcontext", "global", on, {}});
    pair.operation(at + 3500ms, harness::scenario::PatchObject{"vrfcontext", "global", off, {}});
    pair.watch(2s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-18",
        .sentence = "The internal monitor watches default gateways without any explicit "
                    "one, unless it is disabled",
        .source = "API, V",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateways_asked_as_configured(),
                     harness::check::operations_disturb_nothing()},
        .defects = {"internal_monitor_always_off", "gateway_monitors_ignored",
                    "standby_asks_no_gateway"},
    });
}

}  // namespace holdfast::properties::gw_18
