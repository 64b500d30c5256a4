// SPDX-License-Identifier: Apache-2.0
// Each new leader is killed as it has settled, and comes back.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_30 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-30");
    cluster.clients();
    Duration at = cluster.some_time();
    for (int times = 0; times < (draw.real() ? 2 : 5); ++times) {
        cluster.fault(at, faults::ProcessCrash{target("leader")}, cluster.election_max());
        at += 2 * cluster.election_max();
    }
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-30",
        .sentence = "Leader flapping converges once the killing stops; the configuration is intact",
        .source = "ours, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::api_back_within_budget(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"follower_answers_from_memory"},
    });
}

}  // namespace holdfast::properties::ctrl_30
