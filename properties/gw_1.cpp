// SPDX-License-Identifier: Apache-2.0
// No gateway is asked until one is given.
#include "harness/check/gateway_probes.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-1");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    pair.operation(pair.some_time() + 500ms,
                   harness::scenario::PatchObject{
                       "vrfcontext",
                       "global",
                       R"({"gateway_mon":[{"gateway_ip":{"addr":"192.0.2.1","type":"V4"},)"
                       R"("gateway_monitor_interval":100}]})",
                       {}});
    pair.watch(2s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-1",
        .sentence = "Without a monitor no gateway is asked; once its address is given both "
                    "engines of the pair ask it",
        .source = "K:gateway-monitoring-for-legacy-ha, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateways_asked_as_configured(),
                     harness::check::operations_disturb_nothing()},
        .defects = {"standby_asks_no_gateway", "gateway_monitors_ignored"},
    });
}

}  // namespace holdfast::properties::gw_1
