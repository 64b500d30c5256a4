// SPDX-License-Identifier: Apache-2.0
// A controller of another release is asked into the cluster, alone or beside a good one.
#include "harness/check/cluster_change.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/change_scenario.h"

namespace holdfast::properties::ccfg_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-2");
    cluster.of({"controller1"});
    const Duration at = cluster.some_time();
    const std::vector<std::string> members =
        draw.chance.chance(0.5) ? std::vector<std::string>{"controller1", "controller4", "older1"}
                                : std::vector<std::string>{"controller1", "older1", "controller4"};
    cluster.operation(at, harness::scenario::ChangeMembers{members, {"controller1", true}});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-2",
        .sentence = "A joining node must run the version of the leader; another version is refused",
        .source = "K:configure-controller-ha-cluster, D",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused()},
        .defects = {"version_not_compared"},
    });
}

}  // namespace holdfast::properties::ccfg_2
