// SPDX-License-Identifier: Apache-2.0
// Every controller dies at the same moment while clients write: by kill -9, or by a power cut that
// takes what the disks had not been made to keep.
#include "harness/check/cluster_ip.h"
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "properties/cluster_scenario.h"
#include "properties/drills.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "ALL-KILLED");
    cluster.clients();
    const Duration at = cluster.some_time();
    const auto everybody = target("controllers");
    if (draw.chance.chance(0.5)) {
        cluster.fault(at, faults::ProcessCrash{everybody}, cluster.heartbeat());
    } else {
        cluster.fault(at, faults::UnsyncedWritesLost{everybody}, cluster.heartbeat());
    }
    return cluster.scenario();
}

}  // namespace

harness::Property all_killed_drill() {
    return {
        .rule = "ALL-KILLED",
        .sentence =
            "Every controller dies at once under write load: the configuration is equal "
            "when they are back, the cluster IP never has two owners, and no client of a service "
            "feels anything",
        .source = "INV-2, CTRL-12, CTRL-11, CIP-1",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive(),
                     harness::check::api_back_within_budget(),
                     harness::check::one_cluster_ip_owner(), harness::check::never_disturbed()},
        .defects = {"lost_write_on_restart"},
    };
}

}  // namespace holdfast::properties
