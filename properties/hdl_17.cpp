// SPDX-License-Identifier: Apache-2.0
// A lone engine is silent towards its controller when that one is started again: for less than its
// time to come back, or for longer.
#include "harness/check/cut_off.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_17 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "HDL-17");
    const bool in_time = draw.chance.chance(0.5);
    // Without the wait two heartbeats are missed within 3 s. A returning engine finds the new
    // controller within 2 s.
    const Duration wait = in_time ? 7s : 4s;
    pair.services(1).lone_engine().single_engine_detection(1s, 2).reconnect_wait(wait);
    const Duration at = pair.some_time();
    const Duration lasts = in_time ? 4s : wait + 3s;
    pair.fault(at, faults::LinkSilent{target("se1"), draw.topology.management}, lasts);
    pair.fault(at + 100ms, faults::Restart{target("controller1")});
    pair.watch(in_time ? 2s : 500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-17",
        .sentence = "After a warm start no engine is treated as dead before "
                    "warmstart_se_reconnect_wait_time",
        .source = "API, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::waits_for_engines_after_restart()},
        .defects = {"warm_start_forgotten"},
    });
}

}  // namespace holdfast::properties::hdl_17
