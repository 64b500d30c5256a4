// SPDX-License-Identifier: Apache-2.0
// The least loaded engine of an elastic group loses the gateway, then a service is made.
#include "harness/check/disabled.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_17 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "GW-17");
    group.engines(3).services(2).monitored_gateway();
    const Duration at = group.some_time();
    group.fault(at, faults::GatewayPingsLost{target("se3"), target("gw1")});
    group.operation(at + group.apart(), group.one_more_service("vs-new"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-17",
        .sentence = "An engine of an elastic group that has lost its gateway is given no new "
                    "service, and keeps what it has",
        .source = "W:gw, W:gwfail, V: as of 20.1; earlier releases ignore monitors there",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::engine_without_gateway_gets_nothing_new(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_loss_unreported"},
    });
}

}  // namespace holdfast::properties::gw_17
