// SPDX-License-Identifier: Apache-2.0
// The active engine loses one server, which the standby reaches.
#include "harness/check/recovery.h"
#include "harness/check/server_states.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hm_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "HM-4");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_servers();
    pair.server_outage(
        pair.some_time(),
        faults::Partition{{target("active_of(vs1)")}, {target("server1")}, false, "back"});
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HM-4",
        .sentence = "Each engine judges servers by itself: one that only it cannot reach is down "
                    "for it alone",
        .source = "K:overview-of-health-monitors, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::server_states_told(),
                     harness::check::everything_answers_at_end()},
        .defects = {"server_down_unreported"},
    });
}

}  // namespace holdfast::properties::hm_4
