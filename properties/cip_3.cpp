// SPDX-License-Identifier: Apache-2.0
// The leader is cut off from the other controllers, but not from the segment.
#include "harness/check/cluster_ip.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::cip_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CIP-3");
    cluster.fault(
        cluster.some_time(),
        faults::Partition{{target("leader")}, {target("follower(0)"), target("follower(1)")}},
        2 * cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CIP-3",
        .sentence =
            "The old leader stops answering for the cluster IP, also when it is merely isolated",
        .source = "K:impact-of-a-controller-failure, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::one_cluster_ip_owner()},
        .defects = {"cluster_ip_kept_after_step_down"},
    });
}

}  // namespace holdfast::properties::cip_3
