// SPDX-License-Identifier: Apache-2.0
// Who answers for a floating address.
#include "harness/check/floating.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-4");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 5)))
        .with_floating_lists();
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-4",
        .sentence =
            "Only the engine that is active for its services answers for a floating address",
        .source = "API, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::floating_lists_follow_tags(),
                     harness::check::everything_answers_at_end()},
        .defects = {"both_engines_own_vip"},
    });
}

}  // namespace holdfast::properties::fip_4
