// SPDX-License-Identifier: Apache-2.0
// A service gets another instance while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::scl_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-7");
    group.engines(4).instances(2).services(1);
    group.kept_connections(6);
    group.operation(group.some_time(), scale_out("vs1"));
    group.watch_until(group.some_time() + scaling_apart);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-7",
        .sentence = "Scale-out leaves existing connections alone",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::flows_survive_scale_out(),
                     harness::check::every_instance_serves(),
                     harness::check::everything_answers_at_end()},
        .defects = {"instances_begin_anew"},
    });
}

}  // namespace holdfast::properties::scl_7
