// SPDX-License-Identifier: Apache-2.0
// The leader is killed and started again at once.
#include "harness/check/events.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-4");
    cluster.fault(cluster.some_time(), faults::Restart{target("leader")});
    cluster.watch(cluster.election_max() + 4 * cluster.heartbeat());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-4",
        .sentence = "Reconnection of the same controller is transparent",
        .source = "K:impact-of-a-controller-failure, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_disturbed(),
                     harness::check::never_reported({"SE_DOWN", "VS_DOWN"})},
        .defects = {"headless_engine_drops_vips"},
    });
}

}  // namespace holdfast::properties::hdl_4
