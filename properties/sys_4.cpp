// SPDX-License-Identifier: Apache-2.0
// The leader and the active engine die together.
#include "harness/check/leadership.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::sys_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "SYS-4");
    const Duration at = cluster.some_time();
    cluster.fault(at, faults::ProcessCrash{target("active_of(vs1)")});
    cluster.fault(at + 1ms, faults::ProcessCrash{target("leader")}, 2 * cluster.election_max());
    cluster.watch(4 * cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SYS-4",
        .sentence = "Leader and one engine die together: traffic heals after the election",
        .source = "ours, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::everything_answers_at_end(),
                     harness::check::one_leader_accepts_writes()},
        .defects = {"nobody_campaigns"},
    });
}

}  // namespace holdfast::properties::sys_4
