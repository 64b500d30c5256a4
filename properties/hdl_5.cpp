// SPDX-License-Identifier: Apache-2.0
// Controllers and engines are started again, so that every connection is made anew.
#include "harness/check/headless.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-5");
    const Duration at = cluster.some_time();
    cluster.fault(at, faults::Restart{target("leader")});
    cluster.fault(at + 2 * cluster.heartbeat(), faults::Restart{target("standby_of(vs1)")});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-5",
        .sentence = "Engines open the connections to the controllers, never the reverse",
        .source = "K:controller-to-service-engine-communication, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::only_engines_connect()},
        .defects = {"controller_calls_engines"},
    });
}

}  // namespace holdfast::properties::hdl_5
