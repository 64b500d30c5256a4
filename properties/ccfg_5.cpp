// SPDX-License-Identifier: Apache-2.0
// Writers go on through the forming: they are refused for a while, and served again in time.
#include "harness/check/cluster_change.h"
#include "harness/check/configuration.h"
#include "harness/property.h"
#include "properties/change_scenario.h"

namespace holdfast::properties::ccfg_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-5");
    cluster.of({"controller1"}).clients();
    cluster.change_to(cluster.some_time(), {"controller1", "controller4", "controller5"});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-5",
        .sentence = "The API is away during the transition and back within 10 minutes (scaled)",
        .source = "K:configure-controller-ha-cluster, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::api_back_after_change(),
                     harness::check::acknowledged_writes_survive()},
        .defects = {"api_never_back"},
    });
}

}  // namespace holdfast::properties::ccfg_5
