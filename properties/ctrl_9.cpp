// SPDX-License-Identifier: Apache-2.0
// The leader is killed while clients use every service.
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-9");
    cluster.fault(cluster.some_time(), faults::ProcessCrash{target("leader")},
                  cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-9",
        .sentence = "A change of the leader does not disturb data traffic",
        .source = "K:impact-of-a-controller-failure, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_disturbed()},
        .defects = {"headless_engine_drops_vips"},
    });
}

}  // namespace holdfast::properties::ctrl_9
