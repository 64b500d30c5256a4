// SPDX-License-Identifier: Apache-2.0
// Engines of a group that forbids direct answers; then the primary dies while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::scl_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-5");
    group.engines(3).instances(3).services(1).answers_through_primary();
    group.quick_detection().kept_connections(6);
    const Duration at = 300ms + group.some_time();
    group.fault(at, sudden_death(draw.chance, "active_of(vs1)"));
    group.watch_until(at + group.failover_bound() + 500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-5",
        .sentence = "With se_tunnel_mode 1 answers pass the primary, and the next one after it",
        .source = "K:direct-server-return, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading", "answers_through_primary"},
        .draw = draw,
        .checkers = {harness::check::answers_pass_primary(),
                     harness::check::every_instance_serves(),
                     harness::check::flows_survive_death_of_primary(),
                     harness::check::one_engine_is_promoted(),
                     harness::check::everything_answers_at_end()},
        .defects = {"secondary_answers_itself", "promoted_keeps_answers"},
    });
}

}  // namespace holdfast::properties::scl_5
