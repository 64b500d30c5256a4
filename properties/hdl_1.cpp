// SPDX-License-Identifier: Apache-2.0
// The engines reach no controller while clients use every service.
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-1");
    cluster.fault(cluster.some_time(), faults::LinkSilent{target("controllers"), "management"},
                  2 * cluster.election_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-1",
        .sentence = "Engines keep serving every placed service when no controller is reachable",
        .source = "K:impact-of-a-controller-failure, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_disturbed()},
        .defects = {"headless_engine_drops_vips"},
    });
}

}  // namespace holdfast::properties::hdl_1
