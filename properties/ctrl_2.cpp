// SPDX-License-Identifier: Apache-2.0
// A follower is killed and comes back, or all restart together again and again, while candidates
// hear each other late; whoever is asked names the same leader, and one only.
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_2 {

namespace {

// On its way from one to another a word is late twice, on each one's wire. Of members whose
// patience ends at any time of a heartbeat (500 ms) two often ask for votes within these 24 to 28
// ms of each other; and a vote is back in 48 to 56 ms, before the 50 to 100 ms that a candidate
// waits are over.
constexpr Duration late_min = 12ms;
constexpr Duration late_max = 14ms;

void restart_together(ClusterScenario& cluster, const Draw& draw) {
    const Duration first = cluster.some_time();
    const Duration down = cluster.heartbeat() / 2;
    Duration at = first;
    for (int times = 0; times < (draw.real() ? 2 : 4); ++times) {
        cluster.fault(at, faults::ProcessCrash{target("controllers")}, down);
        at += down + cluster.election_max() + 2 * cluster.heartbeat();
    }
    const Duration late = draw.chance.between(late_min / 1ms, late_max / 1ms) * 1ms;
    cluster.fault(first, faults::Delay{target("controllers"), draw.topology.management, late},
                  at - first);
}

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-2");
    if (draw.chance.chance(0.7)) {
        restart_together(cluster, draw);
    } else {
        cluster.fault(cluster.some_time(), faults::ProcessCrash{target("follower(0)")},
                      cluster.detection());
    }
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-2",
        .sentence = "Exactly one leader, the other members followers",
        .source = "K:ha-for-avi-controllers, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::one_leader_accepts_writes()},
        .defects = {"every_node_leads", "vote_not_persisted"},
    });
}

}  // namespace holdfast::properties::ctrl_2
