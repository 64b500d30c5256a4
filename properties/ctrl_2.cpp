// SPDX-License-Identifier: Apache-2.0
// A follower is killed and comes back; whoever is asked names the same leader, and one only.
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-2");
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("follower(0)")},
                  cluster.detection());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-2",
        .sentence = "Exactly one leader, the other members followers",
        .source = "K:ha-for-avi-controllers, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::one_leader_accepts_writes()},
        .defects = {"every_node_leads"},
    });
}

}  // namespace holdfast::properties::ctrl_2
