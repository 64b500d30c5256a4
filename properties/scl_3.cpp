// SPDX-License-Identifier: Apache-2.0
// Several engines serve a service, and nothing happens.
#include "harness/check/flow_spreading.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::scl_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-3");
    group.engines(3).instances(static_cast<std::uint32_t>(draw.chance.between(2, 3))).services(1);
    group.watch_until(500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-3",
        .sentence = "Each engine uses an address of its own towards the servers, so that their "
                    "answers return to it",
        .source = "K:autoscale-service-engines, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::own_address_towards_servers(),
                     harness::check::every_instance_serves()},
        .defects = {"odd_address_towards_servers"},
    });
}

}  // namespace holdfast::properties::scl_3
