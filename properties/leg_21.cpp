// SPDX-License-Identifier: Apache-2.0
// A service of a pair is asked to migrate.
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_21 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-21");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    pair.operation(pair.some_time(),
                   harness::scenario::PostAction{"virtualservice",
                                                 "vs1",
                                                 "migrate",
                                                 R"({"vip_id": "1", "to_se_ref": "se2"})",
                                                 {"", true}});
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-21",
        .sentence = "Migrate is refused in a legacy group",
        .source = "W:mig, V",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::leg_21
