// SPDX-License-Identifier: Apache-2.0
// Sources of probes before and after the active engine dies.
#include "harness/check/recovery.h"
#include "harness/check/server_probes.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_23 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-23");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .with_floating_and_snat()
        .monitored_servers()
        .quiet(5s);
    pair.fault(pair.after_some_probes(), pair.sudden_death("active_of(vs1)"),
               pair.failover_bound() + 100ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-23",
        .sentence = "An active engine probes from the SNAT address of its service, a standby from "
                    "its interface",
        .source = "K:health-monitor-troubleshooting, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "server_monitoring", "snat_ip"},
        .draw = draw,
        .checkers = {harness::check::servers_probed_as_configured(),
                     harness::check::everything_answers_at_end()},
        .defects = {"probes_from_interface"},
    });
}

}  // namespace holdfast::properties::leg_23
