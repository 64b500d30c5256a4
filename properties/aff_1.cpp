// SPDX-License-Identifier: Apache-2.0
// Three hosts, and a group that needs three engines.
#include "harness/check/host_spread.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::aff_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "AFF-1");
    group.cloud(9).instances(3);
    group.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-1",
        .sentence =
            "Engines of active/active groups are created on different hosts while hosts are free",
        .source = "K:anti-affinity-for-service-engine-placement, S0, S1, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::engines_spread_over_hosts(),
                     harness::check::instances_on_different_hosts(),
                     harness::check::everything_answers_at_end()},
        .defects = {"hosts_ignored"},
    });
}

}  // namespace holdfast::properties::aff_1
