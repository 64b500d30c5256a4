// SPDX-License-Identifier: Apache-2.0
// Several engines serve a service, and nothing happens.
#include "harness/check/flow_spreading.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::scl_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-1");
    group.engines(3)
        .instances(static_cast<std::uint32_t>(draw.chance.between(2, 3)))
        .services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 3)));
    group.watch_until(500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-1",
        .sentence =
            "Only the primary answers ARP for the VIP of a service that several engines serve",
        .source = "K:autoscale-service-engines, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::addresses_only_on_active(),
                     harness::check::every_instance_serves()},
        .defects = {"secondary_answers_arp"},
    });
}

}  // namespace holdfast::properties::scl_1
