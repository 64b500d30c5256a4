// SPDX-License-Identifier: Apache-2.0
// A group needs more engines than any host has room for.
#include "harness/check/creation.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::aff_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "AFF-11");
    group.cloud(2).buffer(1).max_vs_per_se(1).services(2);
    group.watch_until(group.some_time() + 2500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-11",
        .sentence = "No host available: NO_HOST_AVAIL is reported, and tried again",
        .source = "K:events-list, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::lack_of_hosts_is_reported(),
                     harness::check::everything_answers_at_end()},
        .defects = {"failed_start_is_final"},
    });
}

}  // namespace holdfast::properties::aff_11
