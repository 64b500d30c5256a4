// SPDX-License-Identifier: Apache-2.0
// The primary of a service with several secondaries dies while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::scl_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-12");
    group.engines(4).instances(static_cast<std::uint32_t>(draw.chance.between(3, 4))).services(1);
    group.quick_detection().kept_connections(8);
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "active_of(vs1)"));
    group.watch_until(at + group.failover_bound() + 500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-12",
        .sentence = "A packet of an unknown flow is sent to the engine that says it serves it",
        .source = "K:autoscale-service-engines, API, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::flows_survive_death_of_primary(),
                     harness::check::one_engine_is_promoted()},
        .defects = {"flows_not_asked_for"},
    });
}

}  // namespace holdfast::properties::scl_12
