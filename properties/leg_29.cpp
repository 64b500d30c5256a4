// SPDX-License-Identifier: Apache-2.0
// Both engines of a pair lose every controller and each other, and go on.
#include "harness/check/recovery.h"
#include "harness/check/stability.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/elastic_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_29 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "LEG-29");
    const Duration at = cluster.some_time();
    // An engine knows after the detection time that it has no controller; then it might follow.
    const Duration lasts = cluster.detection() + self_election_max + 500ms;
    cluster.cut_off(at, "se1", lasts);
    cluster.cut_off(at, "se2", lasts);
    cluster.fault(at, faults::HeartbeatsLost{target("se1"), false}, lasts);
    cluster.ends(at + lasts + 500ms);
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-29",
        .sentence = "Engines of a pair that hear neither controllers nor each other stay what they "
                    "are: nobody is promoted",
        .source = "W:self, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::owners_never_change(),
                     harness::check::everything_answers_at_end()},
        .defects = {"self_election_in_legacy_group"},
    });
}

}  // namespace holdfast::properties::leg_29
