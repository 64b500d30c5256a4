// SPDX-License-Identifier: Apache-2.0
// Each controller in turn is killed and comes back.
#include "harness/check/events.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-6");
    Duration at = cluster.some_time();
    for (const char* node : {"controller1", "controller2", "controller3"}) {
        cluster.fault(at, faults::ProcessCrash{target(node)}, cluster.election_max());
        at += 2 * cluster.election_max();
    }
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-6",
        .sentence =
            "Loss of one controller only: the engines attach to the others, no effect on traffic",
        .source = "K:cluster-operational-changes, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_disturbed(),
                     harness::check::never_reported({"SE_DOWN", "VS_DOWN"})},
        .defects = {"headless_engine_drops_vips"},
    });
}

}  // namespace holdfast::properties::hdl_6
