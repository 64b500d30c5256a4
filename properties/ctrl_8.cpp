// SPDX-License-Identifier: Apache-2.0
// A follower hangs for two or three heartbeats, and then for longer than four.
#include "harness/check/controller_liveness.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-8");
    const Duration period = cluster.heartbeat();
    const Duration first = cluster.some_time();
    // The heartbeat before it may be one period old: 2.1 to 2.6 periods are two or three missed.
    const Duration brief = 2 * period + draw.chance.between(1, 6) * period / 10;
    const Duration second = first + brief + 2 * period;
    cluster.fault(first, faults::Pause{target("follower(1)")}, brief);
    cluster.fault(second, faults::Pause{target("follower(1)")}, 6 * period);
    return with_phase(cluster.scenario(), second + 7 * period);
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-8",
        .sentence =
            "A peer is declared down after four missed heartbeats in a row, and not after three",
        .source = "K:ha-for-avi-controllers, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::down_after_missed_heartbeats(),
                     harness::check::leader_never_changes()},
        .defects = {"impatient_leader"},
    });
}

}  // namespace holdfast::properties::ctrl_8
