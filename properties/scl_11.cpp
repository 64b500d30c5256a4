// SPDX-License-Identifier: Apache-2.0
// The primary of a service dies while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::scl_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-11");
    group.engines(3).instances(static_cast<std::uint32_t>(draw.chance.between(2, 3))).services(1);
    group.quick_detection().kept_connections(6);
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "active_of(vs1)"));
    group.watch_until(at + group.failover_bound() + 2s);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-11",
        .sentence = "After a promotion connections of the dead engine are reset, its datagrams go "
                    "to another one",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::flows_of_dead_engine_end(),
                     harness::check::everything_answers_at_end()},
        .defects = {"promoted_still_defers"},
    });
}

}  // namespace holdfast::properties::scl_11
