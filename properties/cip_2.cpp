// SPDX-License-Identifier: Apache-2.0
// The leader is killed.
#include "harness/check/cluster_ip.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::cip_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CIP-2");
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("leader")});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CIP-2",
        .sentence =
            "A new leader sends a gratuitous ARP for the cluster IP and answers from then on",
        .source = "K:controller-cluster-ip, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::cluster_ip_announced()},
        .defects = {"cluster_ip_not_announced"},
    });
}

}  // namespace holdfast::properties::cip_2
