// SPDX-License-Identifier: Apache-2.0
// After the loss of two and the recovery of the third two fresh machines make it three again.
#include "harness/check/cluster_change.h"
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/change_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ccfg_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-13");
    cluster.clients();
    const Duration at = cluster.some_time();
    const Duration alone = cluster.detection() + 2 * cluster.heartbeat();
    cluster.fault(at, faults::NodePowerOff{target("controller2")});
    cluster.fault(at, faults::NodePowerOff{target("controller3")});
    cluster.recover(at + alone, "controller1");
    cluster.change_to(at + alone + cluster.election_max(),
                      {"controller1", "controller4", "controller5"});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-13",
        .sentence = "After the recovery two fresh nodes make the cluster highly available again",
        .source = "K:recover-a-non-operational-controller-cluster, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::members_as_asked(), harness::check::services_kept(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"joiners_never_become_members"},
    });
}

}  // namespace holdfast::properties::ccfg_13
