// SPDX-License-Identifier: Apache-2.0
// An engine of a pair is to be disabled.
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_32 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-32");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    const std::string state =
        draw.chance.chance(0.5) ? "SE_STATE_DISABLED" : "SE_STATE_DISABLED_FOR_PLACEMENT";
    pair.operation(pair.some_time(),
                   refused_patch("serviceengine", draw.chance.chance(0.5) ? "se1" : "se2",
                                 R"({"enable_state": ")" + state + "\"}"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-32",
        .sentence = "An engine of a legacy group cannot be disabled by itself",
        .source = "W:legdis, V",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::leg_32
