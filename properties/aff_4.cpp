// SPDX-License-Identifier: Apache-2.0
// A group needs more engines than there are hosts.
#include "harness/check/engine_count.h"
#include "harness/check/host_spread.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::aff_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "AFF-4");
    group.cloud(9).instances(4);
    group.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 3)));
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-4",
        .sentence = "More engines than hosts: the rule relaxes, creation does not fail",
        .source = "K:anti-affinity-for-service-engine-placement, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::as_many_engines_as_needed(),
                     harness::check::engines_spread_over_hosts(),
                     harness::check::everything_answers_at_end()},
        .defects = {"hosts_ignored"},
    });
}

}  // namespace holdfast::properties::aff_4
