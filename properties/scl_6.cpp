// SPDX-License-Identifier: Apache-2.0
// The processor of one engine of a service is kept busy while clients open connections.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::scl_6 {

namespace {

// Fifty connections a second: more than flows_to_share in the time after the load is told.
constexpr Duration connection_interval = 20ms;
constexpr Duration judged = 2s;

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-6");
    group.engines(3).instances(3).services(1).connects_every(connection_interval);
    const auto engine = "se" + std::to_string(draw.chance.between(1, 3));
    group.fault(group.some_time(), faults::ProcessorBusy{target(engine), 0.95},
                harness::check::load_told_max + judged);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-6",
        .sentence = "Every engine of a service gets new flows; how many follows its processor",
        .source = "K:autoscale-service-engines, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::every_instance_serves(),
                     harness::check::new_flows_follow_load(),
                     harness::check::everything_answers_at_end()},
        .defects = {"load_ignored", "load_not_told"},
    });
}

}  // namespace holdfast::properties::scl_6
