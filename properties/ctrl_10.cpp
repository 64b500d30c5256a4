// SPDX-License-Identifier: Apache-2.0
// Both followers are killed; when the leader knows, a write is refused.
#include "harness/check/cluster_ip.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-10");
    const Duration at = cluster.some_time();
    const Duration lasts = cluster.election_max() + 2 * cluster.heartbeat();
    cluster.fault(at, faults::ProcessCrash{target("follower(0)")}, lasts);
    cluster.fault(at, faults::ProcessCrash{target("follower(1)")}, lasts);
    cluster.operation(at + cluster.election_max(),
                      harness::scenario::CreateVirtualService{
                          "late", draw.topology.vips.at(7), {"controller1", true}});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-10",
        .sentence = "Two of three down: the survivor refuses configuration writes",
        .source = "K:recover-a-non-operational-controller-cluster, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::one_cluster_ip_owner()},
        .defects = {"pretends_success"},
    });
}

}  // namespace holdfast::properties::ctrl_10
