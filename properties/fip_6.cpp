// SPDX-License-Identifier: Apache-2.0
// Two floating lists, one for each tag.
#include "harness/check/floating.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-6");
    pair.services_on_both_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 6)))
        .distributed()
        .with_floating_lists();
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-6",
        .sentence = "With distributed load each floating list follows the engine that is active "
                    "for its tag",
        .source = "API, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "distributed_load", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::floating_lists_follow_tags(),
                     harness::check::everything_answers_at_end()},
        .defects = {"second_floating_list_ignored", "tags_ignored"},
    });
}

}  // namespace holdfast::properties::fip_6
