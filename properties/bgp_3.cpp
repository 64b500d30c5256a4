// SPDX-License-Identifier: Apache-2.0
// One of two engines is killed or loses its power at a random moment.
#include "harness/check/paths.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::bgp_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "BGP-3");
    // A router spreads flows by a hash: that all of so many take one path has a chance of 2^-23.
    pair.services(1).flows(24);
    pair.fault(pair.some_time(), sudden_death(draw.chance, draw.chance.chance(0.5) ? "se1" : "se2"),
               pair.failover_bound() + 300ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "BGP-3",
        .sentence =
            "SE fails: its paths vanish within the time of BFD and traffic continues on the rest",
        .source = "K, M",
        .topology = "legacy_pair_routed",
        .needs = {"equal_paths"},
        .draw = draw,
        .checkers = {harness::check::lost_paths_vanish(),
                     harness::check::everything_answers_at_end()},
        // No reference that serves one VIP by several routes is there to be given a defect; systems
        // with equal_paths name theirs in sut.yaml.
        .defects = {},
    });
}

}  // namespace holdfast::properties::bgp_3
