// SPDX-License-Identifier: Apache-2.0
// The group is made elastic while its services are there, and once they are disabled.
#include <string>

#include "harness/check/control_plane.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_37 {

namespace {

const char* const elastic = R"({"ha_mode":"HA_MODE_SHARED"})";

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-37");
    const int count = draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4));
    pair.services(count);
    const Duration at = pair.some_time();
    pair.operation(at, refused_patch("serviceenginegroup", "pair", elastic));
    for (int i = 1; i <= count; ++i) {
        pair.operation(at + 300ms + i * 10ms, enable("vs" + std::to_string(i), false));
    }
    pair.operation(at + 1s,
                   harness::scenario::PatchObject{"serviceenginegroup", "pair", elastic, {}});
    for (int i = 1; i <= count; ++i) {
        pair.operation(at + 1300ms + i * 10ms, enable("vs" + std::to_string(i), true));
    }
    pair.watch(2s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-37",
        .sentence = "The mode of a group only changes while its services are disabled; then they "
                    "are placed by the new one",
        .source = "K:service-engine-group, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::everything_answers_at_end()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::leg_37
