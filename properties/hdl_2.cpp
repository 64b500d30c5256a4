// SPDX-License-Identifier: Apache-2.0
// A service is asked for while engines are cut from every controller.
#include "harness/check/headless.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-2");
    const Duration at = cluster.some_time();
    const Duration lasts = 4 * cluster.heartbeat();
    if (draw.real() || draw.chance.chance(0.5)) {
        cluster.fault(at,
                      faults::Partition{{target("controllers")},
                                        {target("se1"), target("se2")},
                                        false,
                                        draw.topology.management},
                      lasts);
    } else {
        cluster.fault(at, faults::LinkSilent{target("controllers"), draw.topology.management},
                      lasts);
    }
    cluster.operation(at + cluster.heartbeat(), harness::scenario::CreateVirtualService{
                                                    "late", draw.topology.vips.at(7), {}});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-2",
        .sentence =
            "Headless engines take no configuration change; a new service is not placed there",
        .source = "K:impact-of-a-controller-failure, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::headless_engines_stay_as_they_are()},
        .defects = {"headless_engine_drops_vips", "refused_service_placed"},
    });
}

}  // namespace holdfast::properties::hdl_2
