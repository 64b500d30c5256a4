// SPDX-License-Identifier: Apache-2.0
// The primary of a service dies while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::scl_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-10");
    group.engines(3).instances(3).services(1);
    group.quick_detection().kept_connections(6);
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "active_of(vs1)"));
    group.watch_until(at + group.failover_bound() + 500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-10",
        .sentence = "After a promotion flows of the promoted engine and of other secondaries go on",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::flows_survive_death_of_primary(),
                     harness::check::everything_answers_at_end()},
        .defects = {"flows_not_asked_for", "promoted_begins_anew"},
    });
}

}  // namespace holdfast::properties::scl_10
