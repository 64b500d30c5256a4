// SPDX-License-Identifier: Apache-2.0
// A follower is cut off under load; clients of every controller write meanwhile.
#include "harness/check/configuration.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-13");
    cluster.clients_of_every_controller();
    cluster.fault(
        cluster.some_time(),
        faults::Partition{{target("follower(0)")}, {target("leader"), target("follower(1)")}},
        cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-13",
        .sentence = "An isolated live node accepts no configuration",
        .source = "K:impact-of-a-controller-failure, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::one_leader_accepts_writes(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"follower_answers_from_memory"},
    });
}

}  // namespace holdfast::properties::ctrl_13
