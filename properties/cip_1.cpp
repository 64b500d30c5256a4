// SPDX-License-Identifier: Apache-2.0
// The leader is cut off for a while, then a follower is killed.
#include "harness/check/cluster_ip.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::cip_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CIP-1");
    const Duration at = cluster.some_time();
    cluster.fault(
        at, faults::Partition{{target("leader")}, {target("follower(0)"), target("follower(1)")}},
        2 * cluster.election_max());
    cluster.fault(at + 3 * cluster.election_max(), faults::ProcessCrash{target("follower(0)")},
                  cluster.detection());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CIP-1",
        .sentence = "Exactly one node, the leader, holds the cluster IP",
        .source = "K:controller-cluster-ip, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::one_cluster_ip_owner()},
        .defects = {"cluster_ip_kept_after_step_down"},
    });
}

}  // namespace holdfast::properties::cip_1
