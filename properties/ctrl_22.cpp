// SPDX-License-Identifier: Apache-2.0
// A service is created through one follower and another through the other.
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_22 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-22");
    const Duration at = cluster.some_time();
    cluster.clients();
    cluster.operation(at, harness::scenario::CreateVirtualService{
                              "by2", draw.topology.vips.at(6), {"controller2", false}});
    cluster.operation(at + 200ms, harness::scenario::CreateVirtualService{
                                      "by3", draw.topology.vips.at(7), {"controller3", false}});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-22",
        .sentence = "Ordinary configuration may be written through any node",
        .source = "K:overview-of-controller-cluster, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"followers_refuse"},
    });
}

}  // namespace holdfast::properties::ctrl_22
