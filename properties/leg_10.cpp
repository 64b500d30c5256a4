// SPDX-License-Identifier: Apache-2.0
#include "harness/check/placement.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-10");
    pair.services_on_both_tags(draw.real() ? 6 : static_cast<int>(draw.chance.between(2, 6)))
        .distributed();
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-10",
        .sentence = "Distribute on: services of different tags are active on different SEs, same "
                    "tag same SE",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "distributed_load"},
        .draw = draw,
        .checkers = {harness::check::tags_on_different_engines(),
                     harness::check::one_active_one_standby()},
        .defects = {"tags_ignored"},
    });
}

}  // namespace holdfast::properties::leg_10
