// SPDX-License-Identifier: Apache-2.0
// The leader is killed twice under load; what was in doubt is whole or absent.
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_18 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-18");
    cluster.clients();
    const Duration at = cluster.some_time();
    cluster.fault(at, faults::ProcessCrash{target("leader")}, cluster.election_max());
    cluster.fault(at + 2 * cluster.election_max(), faults::ProcessCrash{target("leader")},
                  cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-18",
        .sentence = "Unacknowledged writes are applied wholly or not at all",
        .source = "ours, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"acknowledged_before_majority"},
    });
}

}  // namespace holdfast::properties::ctrl_18
