// SPDX-License-Identifier: Apache-2.0
// The leader is killed under load; every acknowledged write is read back.
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_17 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-17");
    cluster.clients_of_every_controller();
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("leader")},
                  cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-17",
        .sentence = "Acknowledged writes survive the loss of the leader",
        .source = "INV-2, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"acknowledged_before_majority"},
    });
}

}  // namespace holdfast::properties::ctrl_17
