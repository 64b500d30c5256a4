// SPDX-License-Identifier: Apache-2.0
// Both followers are killed; the leader knows after a detection time.
#include "harness/check/cluster_ip.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::cip_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CIP-7");
    const Duration at = cluster.some_time();
    cluster.fault(at, faults::ProcessCrash{target("follower(0)")}, 2 * cluster.election_max());
    cluster.fault(at, faults::ProcessCrash{target("follower(1)")}, 2 * cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CIP-7",
        .sentence = "No quorum: nobody answers for the cluster IP",
        .source = "quorum rule, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::one_cluster_ip_owner()},
        .defects = {"cluster_ip_kept_after_step_down"},
    });
}

}  // namespace holdfast::properties::cip_7
