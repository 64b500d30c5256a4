// SPDX-License-Identifier: Apache-2.0
// Both followers are gone for good; the survivor is made the cluster. Later the lost come back.
#include "harness/check/cluster_change.h"
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/change_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ccfg_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-12");
    cluster.clients();
    const Duration at = cluster.some_time();
    const Duration alone = cluster.detection() + 2 * cluster.heartbeat();
    cluster.fault(at, faults::NodePowerOff{target("controller2")}, alone + cluster.change_max());
    cluster.fault(at, faults::NodePowerOff{target("controller3")}, alone + cluster.change_max());
    cluster.recover(at + alone, "controller1");
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-12",
        .sentence = "The sole survivor can be made a one-node cluster that keeps the "
                    "configuration; the trust of the lost nodes is void",
        .source = "K:recover-a-non-operational-controller-cluster, W:az, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::members_as_asked(), harness::check::services_kept(),
                     harness::check::former_members_are_fresh(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"ex_follower_keeps_configuration", "follower_answers_from_memory",
                    "snapshot_misses_object"},
    });
}

}  // namespace holdfast::properties::ccfg_12
