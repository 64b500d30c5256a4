// SPDX-License-Identifier: Apache-2.0
// A follower is killed under load and stays away.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-4");
    cluster.clients();
    cluster.api_back(cluster.heartbeat());
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("follower(0)")});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-4",
        .sentence = "One follower down: the cluster keeps full read and write service",
        .source = "K:ha-for-avi-controllers, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::api_back_within_budget(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"writes_need_all_nodes"},
    });
}

}  // namespace holdfast::properties::ctrl_4
