// SPDX-License-Identifier: Apache-2.0
#include "harness/check/placement.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-11");
    pair.services_on_both_tags(draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 6)));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-11",
        .sentence = "With distribute off tags have no effect",
        .source = "API, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::all_active_on_one_engine(),
                     harness::check::one_active_one_standby()},
        .defects = {"compaction_ignored"},
    });
}

}  // namespace holdfast::properties::leg_11
