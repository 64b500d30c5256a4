// SPDX-License-Identifier: Apache-2.0
// The cluster IP is taken away; clients use each node by its own address.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::cip_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CIP-5");
    cluster.clients_of_every_controller();
    cluster.operation(cluster.some_time(),
                      harness::scenario::ClearClusterIp{{"controller2", false}});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CIP-5",
        .sentence = "The cluster works without a cluster IP, each node on its own address",
        .source = "K:clustering-controllers-from-different-networks, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"follower_answers_from_memory"},
    });
}

}  // namespace holdfast::properties::cip_5
