// SPDX-License-Identifier: Apache-2.0
// A controller that somebody used by itself is asked into the cluster: that is refused, and the
// cluster stays as it was.
#include "harness/check/cluster_change.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/change_scenario.h"

namespace holdfast::properties::ccfg_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-1");
    cluster.of({"controller1"});
    const Duration at = cluster.some_time();
    cluster.put_cluster(at, {{"controller4", "198.18.0.8"}}, {"controller4", false});
    cluster.operation(
        at + 500ms, harness::scenario::ChangeMembers{{"controller1", "controller4", "controller5"},
                                                     {"controller1", true}});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-1",
        .sentence = "A joining node with any configuration or changed credentials is refused; the "
                    "cluster is unchanged",
        .source = "K:configure-controller-ha-cluster, W:clform, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused()},
        .defects = {"joiner_with_configuration_accepted"},
    });
}

}  // namespace holdfast::properties::ccfg_1
