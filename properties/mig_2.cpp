// SPDX-License-Identifier: Apache-2.0
// A service migrates while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::mig_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "MIG-2");
    group.engines(3).instances(1).services(1);
    group.drain(1s).kept_connections(6);
    const Duration at = group.some_time();
    group.operation(at, migrate("vs1", "se3"));
    group.watch_until(at + 1s + 3 * scaling_apart);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "MIG-2",
        .sentence = "No new connection fails during a migration",
        .source = "K:migrating-virtual-services, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::new_connections_succeed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"promoted_still_defers"},
    });
}

}  // namespace holdfast::properties::mig_2
