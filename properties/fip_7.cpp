// SPDX-License-Identifier: Apache-2.0
// One engine of a distributed pair with two floating lists dies.
#include "harness/check/announced.h"
#include "harness/check/floating.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-7");
    pair.services_on_both_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 6)))
        .distributed()
        .with_floating_lists();
    const Duration at = pair.some_time();
    pair.fault(at, pair.sudden_death(draw.chance.chance(0.5) ? "se1" : "se2"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-7",
        .sentence = "After the failure of one engine the survivor owns both floating lists",
        .source = "API, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "distributed_load", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::floating_lists_follow_tags(),
                     harness::check::moved_addresses_announced(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"floating_ip_left_behind", "second_floating_list_ignored"},
    });
}

}  // namespace holdfast::properties::fip_7
