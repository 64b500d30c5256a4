// SPDX-License-Identifier: Apache-2.0
// One of two monitors cannot be passed for a while.
#include "harness/check/recovery.h"
#include "harness/check/server_states.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hm_3 {

namespace {

// Nobody listens on the discard port.
harness::scenario::Operation to_port(const std::string& port) {
    return harness::scenario::PatchObject{
        "healthmonitor", "tcp", "{\"monitor_port\":" + port + "}", {}};
}

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "HM-3");
    using Type = harness::scenario::HealthMonitorType;
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_servers({{.type = Type::tcp}, {.type = Type::ping}});
    const Duration at = pair.some_time();
    pair.operation(at, to_port("9"));
    pair.operation(at + 6s, to_port("5001"));
    pair.watch(6s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HM-3",
        .sentence = "A server is up only while it passes every monitor of its pool",
        .source = "K:overview-of-health-monitors, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::server_states_told(),
                     harness::check::everything_answers_at_end()},
        .defects = {"any_monitor_suffices"},
    });
}

}  // namespace holdfast::properties::hm_3
