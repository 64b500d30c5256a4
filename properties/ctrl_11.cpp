// SPDX-License-Identifier: Apache-2.0
// Both followers are killed while clients use every service.
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-11");
    const Duration at = cluster.some_time();
    cluster.fault(at, faults::ProcessCrash{target("follower(0)")}, cluster.election_max());
    cluster.fault(at, faults::ProcessCrash{target("follower(1)")}, cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-11",
        .sentence = "While there is no quorum existing services keep serving",
        .source = "K:overview-of-controller-cluster, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_disturbed()},
        .defects = {"headless_engine_drops_vips"},
    });
}

}  // namespace holdfast::properties::ctrl_11
