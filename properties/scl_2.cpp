// SPDX-License-Identifier: Apache-2.0
// Several engines serve a service, and nothing happens.
#include "harness/check/flow_spreading.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::scl_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-2");
    group.engines(3)
        .instances(static_cast<std::uint32_t>(draw.chance.between(2, 3)))
        .services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 3)));
    group.watch_until(500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-2",
        .sentence = "The primary serves a flow itself or hands it on to a secondary by its "
                    "hardware address",
        .source = "K:autoscale-service-engines, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::every_instance_serves(),
                     harness::check::secondaries_get_flows_from_primary()},
        .defects = {"primary_keeps_every_flow"},
    });
}

}  // namespace holdfast::properties::scl_2
