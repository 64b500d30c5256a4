// SPDX-License-Identifier: Apache-2.0
// Clients know the cluster IP only; the leader is killed.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::cip_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CIP-9");
    cluster.clients();
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("leader")});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CIP-9",
        .sentence = "A client of the cluster IP needs no reconfiguration after a failover",
        .source = "K:controller-cluster-ip, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::api_back_within_budget(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"nobody_campaigns"},
    });
}

}  // namespace holdfast::properties::cip_9
