// SPDX-License-Identifier: Apache-2.0
// Several engines serve a service, and nothing happens.
#include "harness/check/flow_spreading.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::scl_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-4");
    group.engines(3).instances(static_cast<std::uint32_t>(draw.chance.between(2, 3))).services(1);
    group.watch_until(500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-4",
        .sentence = "Secondaries answer clients directly",
        .source = "K:autoscale-service-engines, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::secondaries_answer_directly(),
                     harness::check::every_instance_serves()},
        .defects = {"primary_keeps_every_flow"},
    });
}

}  // namespace holdfast::properties::scl_4
