// SPDX-License-Identifier: Apache-2.0
// The pool loses its monitors, and then one of its servers answers nobody for a while.
#include "harness/check/passive_monitor.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hm_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "HM-6");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4))).round_robin();
    pair.connects_every(50ms);
    const Duration at = pair.some_time();
    pair.operation(
        at, harness::scenario::PatchObject{"pool", "pool", R"({"health_monitor_refs":[]})", {}});
    // What the engines send arrives, and is seen; answers do not.
    pair.fault(at + 500ms,
               faults::Partition{{target("server1")}, {target("se1"), target("se2")}, true, "back"},
               4s);
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HM-6",
        .sentence = "A passive monitor lowers the share of a server that fails clients, and never "
                    "marks it down",
        .source = "K:overview-of-health-monitors, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::clients_errors_mark_nothing_down(),
                     harness::check::servers_that_fail_get_fewer(),
                     harness::check::everything_answers_at_end()},
        .defects = {"passive_monitor_marks_down", "passive_monitor_ignored"},
    });
}

}  // namespace holdfast::properties::hm_6
