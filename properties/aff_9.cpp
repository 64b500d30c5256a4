// SPDX-License-Identifier: Apache-2.0
// Two engines on two of three hosts; one host fails with its engine.
#include "harness/check/host_spread.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::aff_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "AFF-9");
    group.cloud({"se1", "se2", "se4", "se5", "se7"});
    group.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    group.watch_until(group.apart() + 1500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-9",
        .sentence =
            "A replacement after a host failure avoids the hosts of the surviving instances",
        .source = "D",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::engines_spread_over_hosts(),
                     harness::check::instances_on_different_hosts(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"hosts_ignored"},
    });
}

}  // namespace holdfast::properties::aff_9
