// SPDX-License-Identifier: Apache-2.0
// The one service is disabled for a while.
#include "harness/check/recovery.h"
#include "harness/check/server_probes.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hm_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "HM-5");
    pair.services(1).monitored_servers();
    const Duration at = pair.some_time();
    pair.operation(at, enable("vs1", false));
    pair.operation(at + 5s, enable("vs1", true));
    pair.watch(2s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HM-5",
        .sentence = "Servers are not probed for a service that is disabled",
        .source = "K:overview-of-health-monitors, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::disabled_services_probe_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"disabled_service_probed"},
    });
}

}  // namespace holdfast::properties::hm_5
