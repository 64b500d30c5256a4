// SPDX-License-Identifier: Apache-2.0
// Several engines serve a service whose servers are monitored.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::scl_19 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-19");
    group.engines(4).instances(static_cast<std::uint32_t>(draw.chance.between(2, 3)));
    group.services(1).pinged_servers();
    group.watch_until(4500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-19",
        .sentence = "Each engine that serves a service monitors its servers by itself",
        .source = "K:vs-scaling, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::every_instance_monitors(),
                     harness::check::everything_answers_at_end()},
        .defects = {"secondary_does_not_probe"},
    });
}

}  // namespace holdfast::properties::scl_19
