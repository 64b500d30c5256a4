// SPDX-License-Identifier: Apache-2.0
// Three of the four ends: the peer does not hear the engine either; it serves nothing any more; it
// comes back. The fourth, the cloud's word, is tried at the controller's core: there is no cloud
// yet.
#include <algorithm>

#include "harness/check/cut_off.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-9");
    cluster.controller_heartbeats(1s, 2).guarded(50ms);
    const Duration at = cluster.some_time();
    const Duration partitioned = at + 3500ms;  // two heartbeats are missed within 3 s
    Duration back = partitioned + 500ms;
    switch (draw.chance.below(3)) {
        case 0:
            back = partitioned + 1800ms;  // detection takes 900 ms
            cluster.fault(partitioned, faults::HeartbeatsLost{target("se1"), false},
                          back - partitioned);
            break;
        case 1:
            back = partitioned + 500ms;
            cluster.operation(partitioned, harness::scenario::DeleteVirtualService{"vs1", {}});
            cluster.recovery_within(100ms);  // there is nothing to recover
            break;
        default:
            break;
    }
    cluster.cut_off(at, "se1", back - at).ends(back + 3s);
    return cluster.scenario();
}

std::vector<std::string> states(const harness::scenario::Scenario& scenario) {
    const bool lost =
        std::any_of(scenario.schedule.begin(), scenario.schedule.end(), [](const auto& scheduled) {
            return std::holds_alternative<faults::HeartbeatsLost>(scheduled.fault);
        });
    if (lost || !scenario.operations.empty()) {
        return {"OPER_PARTITIONED", "OPER_DOWN", "OPER_UP"};
    }
    return {"OPER_PARTITIONED", "OPER_UP"};
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-9",
        .sentence = "A partition ends with the loss of the peer's heartbeats, with the last "
                    "service that is "
                    "taken away, or with the return",
        .source = "W:part, V",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::states_of_cut_engine(states)},
        .defects = {"partitioned_declared_down"},
    });
}

}  // namespace holdfast::properties::hdl_9
