// SPDX-License-Identifier: Apache-2.0
// A server dies, both engines notice, and the active engine dies.
#include "harness/check/recovery.h"
#include "harness/check/server_states.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hm_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "HM-8");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_servers();
    const Duration at = pair.some_time();
    pair.fault(at, faults::LinkDown{target("server1"), "back"});
    pair.fault(at + 6s, pair.sudden_death("active_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HM-8",
        .sentence = "Right after a takeover the survivor uses no server that is down",
        .source = "S2, D",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "datagrams_to_servers", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::survivor_knows_dead_servers(),
                     harness::check::survivor_takes_over()},
        .defects = {"standby_probes_no_server"},
    });
}

}  // namespace holdfast::properties::hm_8
