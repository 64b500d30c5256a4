// SPDX-License-Identifier: Apache-2.0
// All three are killed at once under load and come back.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_27 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-27");
    cluster.clients();
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("controllers")},
                  2 * cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-27",
        .sentence = "All three reboot: the cluster comes back unaided, traffic uninterrupted",
        .source = "K:cluster-operational-changes, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_disturbed(), harness::check::api_back_within_budget(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"lost_write_on_restart", "headless_engine_drops_vips"},
    });
}

}  // namespace holdfast::properties::ctrl_27
