// SPDX-License-Identifier: Apache-2.0
// Every frame between engines and controllers is 40 ms late, while something is configured.
#include "harness/check/control_plane.h"
#include "harness/check/events.h"
#include "harness/check/stability.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_18 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-18");
    const Duration at = cluster.some_time();
    for (const char* engine : {"se1", "se2"}) {
        cluster.fault(at, faults::Delay{target(engine), draw.topology.management, 40ms},
                      6 * cluster.heartbeat());
    }
    cluster.operation(at + cluster.heartbeat(),
                      harness::scenario::CreateVirtualService{"far", draw.topology.vips.at(7), {}});
    return with_phase(cluster.scenario(), at + 7 * cluster.heartbeat());
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-18",
        .sentence = "40 ms between controllers and engines are tolerated",
        .source = "K:deploy-ses-in-different-data-centers-from-controllers, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_reported({"SE_DOWN", "VS_DOWN"}),
                     harness::check::owners_never_change(), harness::check::refused()},
        .defects = {"slow_engine_is_gone"},
    });
}

}  // namespace holdfast::properties::hdl_18
