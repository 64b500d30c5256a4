// SPDX-License-Identifier: Apache-2.0
// The active engine dies, whether the standby has probed the servers or not.
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_24 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-24");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_servers()
        .hm_on_standby(draw.chance.chance(0.5));
    pair.fault(pair.some_time(), pair.sudden_death("active_of(vs1)"),
               pair.failover_bound() + 100ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-24",
        .sentence =
            "Takeover does not wait for a health check: clients are served within the bound",
        .source = "D",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "datagrams_to_servers", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"takeover_waits_for_health"},
    });
}

}  // namespace holdfast::properties::leg_24
