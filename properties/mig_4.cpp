// SPDX-License-Identifier: Apache-2.0
// The engine that a service migrates to hangs, so that it never gets ready.
#include "harness/check/recovery.h"
#include "harness/check/scaling.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::mig_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "MIG-4");
    group.engines(3);
    group.services(1);
    const Duration at = group.some_time();
    group.fault(at, faults::Pause{target("se3")}, 2 * group.failover_bound());
    group.operation(at + 50ms, migrate("vs1", "se3"));
    group.watch_until(at + 3 * group.failover_bound());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "MIG-4",
        .sentence = "The target dies during a migration: the service stays on its source",
        .source = "D",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::failed_migration_changes_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"migration_forgotten"},
    });
}

}  // namespace holdfast::properties::mig_4
