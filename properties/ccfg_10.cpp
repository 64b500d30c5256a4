// SPDX-License-Identifier: Apache-2.0
// The leader is powered off; when a follower leads, the old leader is exchanged as a follower.
#include "harness/check/cluster_change.h"
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/change_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ccfg_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-10");
    cluster.clients_through("controller2");
    const Duration at = cluster.some_time();
    const Duration elected = cluster.election_max() + cluster.heartbeat();
    cluster.fault(at, faults::NodePowerOff{target("controller1")},
                  elected + cluster.change_max() + cluster.heartbeat());
    cluster.change_to(at + elected, {"controller2", "controller3", "controller4"});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-10",
        .sentence = "Replacing the leader: power off, failover, then replace it as a follower",
        .source = "K:changing-avi-controller-cluster-configuration, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::members_as_asked(), harness::check::services_kept(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"dead_follower_blocks_its_removal"},
    });
}

}  // namespace holdfast::properties::ccfg_10
