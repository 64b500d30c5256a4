// SPDX-License-Identifier: Apache-2.0
// Engines of an N+M group, more than there are hosts.
#include "harness/check/host_spread.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::aff_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "AFF-2");
    group.cloud(9).buffer(1).max_vs_per_se(1);
    group.services(draw.real() ? 3 : static_cast<int>(draw.chance.between(1, 5)));
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-2",
        .sentence = "Engines of N+M groups, too, are created on different hosts",
        .source = "W:aff, V",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::engines_spread_over_hosts(),
                     harness::check::everything_answers_at_end()},
        .defects = {"hosts_ignored"},
    });
}

}  // namespace holdfast::properties::aff_2
