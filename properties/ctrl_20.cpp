// SPDX-License-Identifier: Apache-2.0
// PUT of the same cluster with its nodes in another order.
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_20 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-20");
    cluster.clients();
    cluster.fault(cluster.some_time(), faults::Delay{target("follower(0)"), "management", 1ms},
                  cluster.heartbeat());
    cluster.operation(cluster.some_time() + cluster.heartbeat(),
                      harness::scenario::ChangeMembers{
                          {"controller3", "controller2", "controller1"}, {"", false}});
    cluster.watch(cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-20",
        .sentence = "The leader cannot be changed by request",
        .source = "K:overview-of-controller-cluster, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::leader_never_changes()},
        .defects = {"restless_followers"},
    });
}

}  // namespace holdfast::properties::ctrl_20
