// SPDX-License-Identifier: Apache-2.0
// A server is added; then the active engine of a pair dies, while clients are at home at the other.
#include "harness/check/persistence.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_36 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-36");
    pair.services(static_cast<int>(draw.chance.between(1, 2))).client_persistence();
    // Who has not heard where they are at home takes the server that comes first.
    pair.servers({"server2"});
    const Duration at = pair.some_time();
    pair.operation(at, both_servers());
    pair.fault(at + 200ms, sudden_death(draw.chance, "active_of(vs1)"));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-36",
        .sentence = "Clients stay at their servers across a takeover, by their addresses",
        .source = "K:overview-of-server-persistence, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "client_persistence"},
        .draw = draw,
        .checkers = {harness::check::clients_keep_their_server(),
                     harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"homes_not_told"},
    });
}

}  // namespace holdfast::properties::leg_36
