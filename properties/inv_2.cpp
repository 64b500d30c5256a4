// SPDX-License-Identifier: Apache-2.0
// One controller dies, loses its disk's unsynced writes, or has its log's tail spoilt, under load;
// the others go on, or restart too.
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::inv_2 {

namespace {

/// While another controller leads, it has what a spoilt log lacks. Here the one that has the newest
/// log loses the end of it while all restart, and must not lead with the one that was away at the
/// end: only the third has everything.
void spoil_newest_log(ClusterScenario& cluster) {
    const Duration away = cluster.heartbeat() / 2;
    const Duration at = cluster.some_time();
    const Duration down = cluster.heartbeat();
    cluster.fault(at, faults::ProcessCrash{target("follower(0)")}, away + down);
    cluster.fault(at + away, faults::ProcessCrash{target("follower(1)")},
                  down + cluster.election_max());
    cluster.fault(at + away, faults::LogTailCorrupted{target("leader")}, down);
}

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "INV-2");
    cluster.clients_of_every_controller();
    if (!draw.real() && draw.chance.chance(0.5)) {
        spoil_newest_log(cluster);
        return cluster.scenario();
    }
    const auto who = target(draw.chance.chance(0.6) ? "leader" : "follower(0)");
    const auto fault = [&]() -> faults::Fault {
        switch (draw.chance.below(draw.real() ? 1 : 3)) {
            case 0:
                return faults::ProcessCrash{who};
            case 1:
                return faults::UnsyncedWritesLost{who};
            default:
                return faults::LogTailCorrupted{who};
        }
    }();
    cluster.fault(cluster.some_time(), fault, cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "INV-2",
        .sentence =
            "No acknowledged configuration write is ever lost by a single controller failure",
        .source = "rules.md, invariants",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"acknowledged_before_majority", "torn_record_served"},
    });
}

}  // namespace holdfast::properties::inv_2
