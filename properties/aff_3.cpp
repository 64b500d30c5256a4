// SPDX-License-Identifier: Apache-2.0
// Two hosts with two engines each.
#include "harness/check/capacity.h"
#include "harness/check/host_spread.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::aff_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "AFF-3");
    group.engines({"se1", "se2", "se4", "se5"}).cloud({"se9"});
    group.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-3",
        .sentence = "Instances of a service are on different hosts when that is possible",
        .source = "K:anti-affinity-for-service-engine-placement, API, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::instances_on_different_hosts(),
                     harness::check::instances_on_different_engines()},
        .defects = {"host_redundancy_ignored"},
    });
}

}  // namespace holdfast::properties::aff_3
