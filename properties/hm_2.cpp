// SPDX-License-Identifier: Apache-2.0
// A server is out of reach until every engine has noticed, and comes back.
#include "harness/check/recovery.h"
#include "harness/check/server_states.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hm_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "HM-2");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_servers(
            {{.type = draw.chance.chance(0.5) ? harness::scenario::HealthMonitorType::http
                                              : harness::scenario::HealthMonitorType::ping,
              .failed_checks =
                  draw.real() ? 2 : static_cast<std::uint32_t>(draw.chance.between(2, 4)),
              .successful_checks =
                  draw.real() ? 2 : static_cast<std::uint32_t>(draw.chance.between(1, 3))}});
    pair.server_outage(pair.some_time(), faults::LinkDown{target("server1"), "back"});
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HM-2",
        .sentence = "A server is down after failed_checks failures in a row and up after "
                    "successful_checks passes",
        .source = "API, K:overview-of-health-monitors, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::server_states_told(),
                     harness::check::everything_answers_at_end()},
        .defects = {"server_down_on_first_failure", "server_down_unreported",
                    "probe_interval_ignored"},
    });
}

}  // namespace holdfast::properties::hm_2
