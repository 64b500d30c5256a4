// SPDX-License-Identifier: Apache-2.0
// The cluster gets another address while clients use each node.
#include "harness/check/cluster_ip.h"
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::cip_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CIP-6");
    cluster.clients_of_every_controller();
    cluster.operation(
        cluster.some_time(),
        harness::scenario::SetClusterIp{draw.topology.cluster_ips.at(1), {"controller3", false}});
    cluster.watch(cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CIP-6",
        .sentence = "Changing the cluster IP takes effect at once, without a restart",
        .source = "K:controller-cluster-ip, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::one_cluster_ip_owner(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"follower_answers_from_memory"},
    });
}

}  // namespace holdfast::properties::cip_6
