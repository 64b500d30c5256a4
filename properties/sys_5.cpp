// SPDX-License-Identifier: Apache-2.0
// Two of three controllers die, then the active engine; then the controllers return.
#include "harness/check/detection.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::sys_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "SYS-5");
    const Duration at = cluster.some_time();
    const Duration back = at + cluster.detection() + cluster.takeover_max();
    cluster.fault(at, faults::ProcessCrash{target("controller2")}, back - at);
    cluster.fault(at, faults::ProcessCrash{target("controller3")}, back - at);
    cluster.fault(at + cluster.detection(), faults::ProcessCrash{target("se1")});
    cluster.ends(back + cluster.election_max() + 1s + cluster.takeover_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SYS-5",
        .sentence =
            "Quorum lost, then an engine lost, then quorum back: its services are placed anew once",
        .source = "ours, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::moved_exactly_once(),
                     harness::check::everything_answers_at_end()},
        .defects = {"nobody_campaigns", "vip_outlives_engine"},
    });
}

}  // namespace holdfast::properties::sys_5
