// SPDX-License-Identifier: Apache-2.0
// No controller hears any other, under load.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_16 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-16");
    cluster.clients_of_every_controller();
    const Duration at = cluster.some_time();
    const Duration lasts = cluster.election_max() + cluster.heartbeat();
    cluster.fault(
        at,
        faults::Partition{{target("controller1")}, {target("controller2"), target("controller3")}},
        lasts);
    cluster.fault(at, faults::Partition{{target("controller2")}, {target("controller3")}}, lasts);
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-16",
        .sentence =
            "Everybody apart: nobody accepts writes, and one leads when the network is whole again",
        .source = "quorum rule, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::one_leader_accepts_writes(),
                     harness::check::api_back_within_budget(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"pretends_success"},
    });
}

}  // namespace holdfast::properties::ctrl_16
