// SPDX-License-Identifier: Apache-2.0
// The management switch is dead, then alive again.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::sys_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "SYS-8");
    cluster.clients();
    cluster.fault(cluster.some_time(), faults::LinkSilent{target("controllers"), "management"},
                  2 * cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SYS-8",
        .sentence = "A full outage of management loses nothing; everything converges after",
        .source = "K:overview-of-controller-cluster, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_disturbed(), harness::check::api_back_within_budget(),
                     harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"headless_engine_drops_vips"},
    });
}

}  // namespace holdfast::properties::sys_8
