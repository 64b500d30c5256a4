// SPDX-License-Identifier: Apache-2.0
// Six services, as the rule's own check has it.
#include "harness/check/placement.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-9");
    pair.services(draw.real() ? 6 : static_cast<int>(draw.chance.between(2, 6)));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-9",
        .sentence = "Default is compacted: all services active on the same SE",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::all_active_on_one_engine(),
                     harness::check::one_active_one_standby()},
        .defects = {"compaction_ignored"},
    });
}

}  // namespace holdfast::properties::leg_9
