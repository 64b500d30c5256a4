// SPDX-License-Identifier: Apache-2.0
// An engine of an active/active service dies while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ela_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-4");
    group.engines(3).instances(3).services(1);
    group.quick_detection().kept_connections(6);
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "standby_of(vs1)"));
    group.watch_until(at + group.failover_bound() + 500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-4",
        .sentence = "An engine fails: flows on other engines are untouched",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::flows_survive_death_of_secondary(),
                     harness::check::every_instance_serves()},
        .defects = {"instances_begin_anew"},
    });
}

}  // namespace holdfast::properties::ela_4
