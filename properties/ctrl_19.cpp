// SPDX-License-Identifier: Apache-2.0
// One direction between the leader and a follower is lost.
#include "harness/check/configuration.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_19 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-19");
    cluster.clients();
    const bool towards = draw.chance.chance(0.5);
    const auto leader = target("leader");
    const auto follower = target("follower(0)");
    cluster.fault(cluster.some_time(),
                  towards ? faults::Partition{{leader}, {follower}, true}
                          : faults::Partition{{follower}, {leader}, true},
                  cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-19",
        .sentence = "Loss in one direction never gives two leaders",
        .source = "quorum rule, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::one_leader_accepts_writes(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"every_node_leads"},
    });
}

}  // namespace holdfast::properties::ctrl_19
