// SPDX-License-Identifier: Apache-2.0
// A service migrates while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::mig_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "MIG-1");
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
        .rule = "MIG-1",
        .sentence = "Migration: the target serves and becomes owner, the source keeps its flows "
                    "for vs_scalein_timeout, then leaves",
        .source = "K:vs-migration-impact-on-existing-connections, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::migration_in_order(),
                     harness::check::everything_answers_at_end()},
        .defects = {"leaving_engine_cut_off"},
    });
}

}  // namespace holdfast::properties::mig_1
