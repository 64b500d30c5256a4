// SPDX-License-Identifier: Apache-2.0
// The leader is killed, another one leads, and the old one comes back.
#include "harness/check/controller_liveness.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_21 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-21");
    const Duration at = cluster.some_time();
    const Duration lasts = cluster.election_max();
    cluster.fault(at, faults::ProcessCrash{target("leader")}, lasts);
    // Ten minutes at a twentieth, where time costs nothing; a busy machine takes seconds to start
    // it.
    return with_phase(cluster.scenario(),
                      at + lasts + (draw.real() ? 10 * cluster.heartbeat() : Duration(30s)));
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-21",
        .sentence = "A returning old leader joins as follower; leadership does not move back",
        .source = "K:cluster-operational-changes, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::returned_leader_follows()},
        .defects = {"returning_node_takes_the_lead"},
    });
}

}  // namespace holdfast::properties::ctrl_21
