// SPDX-License-Identifier: Apache-2.0
// Both followers are killed under load; one of them comes back.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-12");
    cluster.clients();
    const Duration at = cluster.some_time();
    cluster.fault(at, faults::ProcessCrash{target("follower(0)")}, cluster.election_max());
    cluster.fault(at, faults::ProcessCrash{target("follower(1)")});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-12",
        .sentence = "Quorum regained: service resumes by itself with the same configuration",
        .source = "K:overview-of-controller-cluster, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::api_back_within_budget(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"follower_answers_from_memory"},
    });
}

}  // namespace holdfast::properties::ctrl_12
