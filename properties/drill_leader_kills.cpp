// SPDX-License-Identifier: Apache-2.0
// The leader is killed at any phase of its heartbeat while clients write, and comes back when
// another one leads.
#include "harness/check/cluster_ip.h"
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/check/leadership.h"
#include "harness/check/traffic.h"
#include "properties/cluster_scenario.h"
#include "properties/drills.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "LEADER-KILLS");
    cluster.clients();
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("leader")},
                  cluster.election_max());
    return cluster.scenario();
}

}  // namespace

harness::Property leader_kills_drill() {
    return {
        .rule = "LEADER-KILLS",
        .sentence =
            "The leader is killed under write load: no acknowledged write is lost, another "
            "leads in time, and the cluster IP never has two owners",
        .source = "CTRL-6, INV-2, CIP-1, CTRL-2, CTRL-9",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive(),
                     harness::check::leader_elected_in_time(),
                     harness::check::api_back_within_budget(),
                     harness::check::one_cluster_ip_owner(),
                     harness::check::one_leader_accepts_writes(),
                     harness::check::never_disturbed()},
        .defects = {"acknowledged_before_majority", "nobody_campaigns"},
    };
}

}  // namespace holdfast::properties
