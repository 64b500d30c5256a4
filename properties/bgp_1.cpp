// SPDX-License-Identifier: Apache-2.0
// Two engines serve one VIP by a route each, and nothing happens to them.
#include "harness/check/paths.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::bgp_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "BGP-1");
    // A router spreads flows by a hash: that all of so many take one path has a chance of 2^-23.
    pair.services(1).flows(24);
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "BGP-1",
        .sentence = "Every SE that holds the service advertises it with itself as next hop; none "
                    "is primary",
        .source = "K, M",
        .topology = "legacy_pair_routed",
        .needs = {"equal_paths"},
        .draw = draw,
        .checkers = {harness::check::every_engine_has_a_path(),
                     harness::check::everything_answers_at_end()},
        // No reference that serves one VIP by several routes is there to be given a defect; systems
        // with equal_paths name theirs in sut.yaml.
        .defects = {},
    });
}

}  // namespace holdfast::properties::bgp_1
