// SPDX-License-Identifier: Apache-2.0
// An address outside of the management subnet.
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::cip_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CIP-4");
    cluster.operation(cluster.some_time(),
                      harness::scenario::SetClusterIp{draw.topology.vips.at(7), {"", true}});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CIP-4",
        .sentence =
            "The cluster IP needs all management addresses in its subnet; otherwise it is refused",
        .source = "K:controller-cluster-ip, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused()},
        .defects = {"any_cluster_accepted"},
    });
}

}  // namespace holdfast::properties::cip_4
