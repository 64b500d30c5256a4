// SPDX-License-Identifier: Apache-2.0
// The only controller is killed; services are asked for before and after it is back.
#include "harness/check/headless.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-7");
    const Duration at = cluster.some_time();
    const Duration lasts = 4 * cluster.heartbeat();
    const auto& vips = draw.topology.vips;
    cluster.fault(at, faults::ProcessCrash{target("leader")}, lasts);
    cluster.operation(at + cluster.heartbeat(),
                      harness::scenario::CreateVirtualService{"early", vips.at(6), {}});
    cluster.operation(at + lasts + 4 * cluster.heartbeat(),
                      harness::scenario::CreateVirtualService{"late", vips.at(7), {}});
    return with_phase(with_single_controller(draw, cluster.scenario()),
                      at + lasts + 8 * cluster.heartbeat());
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-7",
        .sentence = "A single controller that is down leaves its engines headless: no "
                    "configuration until it returns",
        .source = "K:impact-of-a-controller-failure, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::headless_engines_stay_as_they_are(),
                     harness::check::never_disturbed()},
        .defects = {"headless_engine_drops_vips"},
    });
}

}  // namespace holdfast::properties::hdl_7
