// SPDX-License-Identifier: Apache-2.0
// The link of one of two engines to the routers fails, with a carrier or without.
#include "harness/check/paths.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::bgp_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "BGP-13");
    // A router spreads flows by a hash: that all of so many take one path has a chance of 2^-23.
    pair.services(1).flows(24);
    const auto who = target(draw.chance.chance(0.5) ? "se1" : "se2");
    const std::string& front = draw.topology.front;
    pair.fault(pair.some_time(),
               draw.chance.chance(0.5) ? faults::Fault(faults::LinkDown{who, front})
                                       : faults::Fault(faults::LinkSilent{who, front}),
               pair.failover_bound() + 300ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "BGP-13",
        .sentence = "All peers of an SE down: that SE attracts no traffic, and the service stays "
                    "up through others",
        .source = "D",
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

}  // namespace holdfast::properties::bgp_13
