// SPDX-License-Identifier: Apache-2.0
// A service migrates, and the engine that it leaves dies meanwhile.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::mig_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "MIG-5");
    group.engines(3).instances(1).services(1);
    group.drain(3s);
    const Duration at = group.some_time();
    group.operation(at, migrate("vs1", "se3"));
    group.fault(at + draw.chance.between(100, 1'000) * 1ms, sudden_death(draw.chance, "se1"));
    group.watch_until(at + 1s + 2 * group.failover_bound());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "MIG-5",
        .sentence = "The source dies during a migration: the target completes it",
        .source = "D",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::migration_outlives_source(),
                     harness::check::everything_answers_at_end()},
        .defects = {"migration_forgotten"},
    });
}

}  // namespace holdfast::properties::mig_5
