// SPDX-License-Identifier: Apache-2.0
// Probes of one monitor of any type, and numbers that are not allowed.
#include "harness/check/control_plane.h"
#include "harness/check/server_probes.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hm_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "HM-1");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_servers()
        .quiet(5s);
    const auto monitor = pair.scenario().deployment.health_monitors.front();
    const auto not_below = draw.chance.between(monitor.send_interval / 1s, 2400);
    pair.operation(pair.after_some_probes(),
                   refused_patch("healthmonitor", to_string(monitor.type),
                                 "{\"receive_timeout\":" + std::to_string(not_below) + "}"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HM-1",
        .sentence = "A server is probed once an interval; a timeout that is not below the interval "
                    "is refused",
        .source = "API, K:servers-flapping-up-down, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::servers_probed_as_configured(), harness::check::refused()},
        .defects = {"probe_interval_ignored", "refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::hm_1
