// SPDX-License-Identifier: Apache-2.0
// The active engine is killed or loses its power at a random phase of the heartbeat period.
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-6");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    const Duration at = pair.some_time();
    // A killed engine leaves a kernel behind that would go on answering ARP: the harder case, and
    // the one for a real trial.
    pair.fault(at, draw.real() ? faults::Fault(faults::ProcessCrash{target("active_of(vs1)")})
                               : pair.sudden_death("active_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-6",
        .sentence =
            "Active dies: the survivor becomes active for all services that were active there",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"vip_outlives_engine", "no_gratuitous_arp"},
    });
}

}  // namespace holdfast::properties::leg_6
