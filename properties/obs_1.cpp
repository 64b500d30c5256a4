// SPDX-License-Identifier: Apache-2.0
// The active engine dies and returns; then the operator switches over.
#include "harness/check/visibility.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::obs_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "OBS-1");
    pair.services_with_random_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    Duration at = pair.some_time();
    const Duration lasts = pair.failover_bound() + 500ms;
    pair.fault(at, pair.sudden_death("active_of(vs1)"), lasts);
    at += lasts + 1600ms;
    pair.operation(at, harness::scenario::Switchover{target("active_of(vs1)")});
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "OBS-1",
        .sentence = "The runtime of a service shows which engine is active, which is standby and "
                    "which is connected",
        .source = "API, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "switchover"},
        .draw = draw,
        .checkers = {harness::check::runtime_agrees_with_wire()},
        .defects = {"runtime_never_changes", "lost_engine_called_connected"},
    });
}

}  // namespace holdfast::properties::obs_1
