// SPDX-License-Identifier: Apache-2.0
// Controllers in three subnets. The leader and one follower do not reach each other by way of the
// router; the third reaches both.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_29 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-29");
    cluster.clients();
    cluster.fault(cluster.some_time(),
                  faults::Partition{{target("leader")}, {target("follower(0)")}},
                  2 * cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-29",
        .sentence =
            "Losing one link between two controllers leaves an operational cluster with one leader",
        .source = "K:clustering-controllers-from-different-networks, D",
        .topology = "cluster_across_subnets",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::one_leader_accepts_writes(),
                     harness::check::api_back_within_budget(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"every_node_leads"},
    });
}

}  // namespace holdfast::properties::ctrl_29
