// SPDX-License-Identifier: Apache-2.0
// The group may have engines on one host only.
#include "harness/check/engine_count.h"
#include "harness/check/host_spread.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::aff_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "AFF-6");
    group.cloud(9).vcenter_hosts(true, {"host2"});
    group.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-6",
        .sentence = "An include list with one host: all engines there, and no error",
        .source = "K:anti-affinity-for-service-engine-placement, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::hosts_as_permitted(),
                     harness::check::as_many_engines_as_needed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"host_list_ignored"},
    });
}

}  // namespace holdfast::properties::aff_6
