// SPDX-License-Identifier: Apache-2.0
// A switchover, then failures of every kind with returns between them. The invariant itself is
// added to every run.
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::inv_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "INV-1");
    pair.services_with_random_tags(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 6)));
    if (draw.can("floating_ip") && draw.can("snat_ip")) {
        pair.with_floating_and_snat();
    }
    pair.sometimes_distributed();
    if (draw.chance.chance(0.3) && draw.can("automatic_redistribution")) {
        pair.auto_redistribute();
    }
    Duration at = pair.some_time();
    if (draw.can("switchover")) {
        pair.operation(at, harness::scenario::Switchover{target("active_of(vs1)")});
        at += pair.failover_bound();
    }
    const int rounds = draw.real() ? 1 : 1 + draw.size / 40;
    for (int i = 0; i < rounds; ++i) {
        pair.fault(at, pair.any_engine_fault("active_of(vs1)"), pair.failover_bound() + 100ms);
        at += pair.failover_bound() + 1600ms;
    }
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "INV-1",
        .sentence = "No address has two owners on the wire at any instant",
        .source = "D",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair"},
        .draw = draw,
        .checkers = {harness::check::everything_answers_at_end()},
        .defects = {"both_engines_own_vip", "vip_outlives_engine", "take_before_release"},
    });
}

}  // namespace holdfast::properties::inv_1
