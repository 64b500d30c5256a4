// SPDX-License-Identifier: Apache-2.0
#include "harness/check/announced.h"
#include "harness/check/recovery.h"
#include "harness/check/switchover.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_30 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-30");
    // Two services of each tag at the least, so that one of them can be forgotten.
    pair.services_with_tags_in_turn(draw.real() ? 4 : static_cast<int>(draw.chance.between(4, 6)));
    // Distributed: only then is something standby on the engine that hands over. INV-1 switches
    // compacted pairs too.
    pair.distributed();
    const Duration at = pair.some_time();
    pair.operation(at, harness::scenario::Switchover{
                           target(draw.chance.chance(0.5) ? "active_of(vs1)" : "active_of(vs2)")});
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-30",
        .sentence = "SE switchover moves all services active on that SE to the peer; those standby "
                    "there are untouched",
        .source = "W, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "distributed_load", "switchover"},
        .draw = draw,
        .checkers = {harness::check::switchover_moves_exactly(),
                     harness::check::moved_addresses_announced(),
                     harness::check::services_elsewhere_undisturbed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"switchover_forgets_one", "take_before_release"},
    });
}

}  // namespace holdfast::properties::leg_30
