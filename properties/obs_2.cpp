// SPDX-License-Identifier: Apache-2.0
// Random faults of engines, and of the leader in between.
#include "harness/check/recovery.h"
#include "harness/check/visibility.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::obs_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "OBS-2");
    const int rounds = draw.real() ? 1 : 1 + draw.size / 30;
    Duration at = cluster.some_time();
    for (int i = 0; i < rounds; ++i) {
        const auto engine = target(draw.chance.chance(0.7) ? "active_of(vs1)" : "standby_of(vs1)");
        const std::vector<faults::Fault> kinds = {faults::ProcessCrash{engine},
                                                  faults::NodePowerOff{engine},
                                                  faults::GracefulStop{engine}};
        cluster.fault(at, kinds[draw.chance.below(kinds.size())], 2500ms);
        at += 4s;
        if (!draw.real() && draw.chance.chance(0.4)) {
            cluster.fault(at, faults::ProcessCrash{target("leader")}, cluster.election_max());
            at += 2 * cluster.election_max();
        }
    }
    return with_phase(cluster.scenario(), at);
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "OBS-2",
        .sentence =
            "After random faults the runtime agrees with the wire within one polling interval",
        .source = "ours, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::runtime_agrees_with_wire(),
                     harness::check::everything_answers_at_end()},
        .defects = {"runtime_never_changes"},
    });
}

}  // namespace holdfast::properties::obs_2
