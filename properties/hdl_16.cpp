// SPDX-License-Identifier: Apache-2.0
// The leader is killed, and at once the active engine.
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_16 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-16");
    // Election, engines finding the new leader (three attempts), detection, and what it takes then.
    const Duration bound = cluster.election_max() + 1s + cluster.takeover_max();
    cluster.failover_within(bound);
    const Duration at = cluster.some_time();
    cluster.fault(at, faults::ProcessCrash{target("leader")}, bound + 500ms);
    cluster.fault(at + 1ms, faults::ProcessCrash{target("se1")}, bound + 1s);
    cluster.ends(at + bound + 1200ms);
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-16",
        .sentence = "An engine's failure during an election is healed after the election",
        .source = "ours, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"nobody_campaigns"},
    });
}

}  // namespace holdfast::properties::hdl_16
