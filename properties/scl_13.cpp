// SPDX-License-Identifier: Apache-2.0
// A server is added; then the primary of a service dies, while clients are at home at the other.
// A third engine takes its place, where nobody has ever been.
#include "harness/check/flow_spreading.h"
#include "harness/check/persistence.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::scl_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-13");
    group.engines(3).instances(2);
    group.services(1).client_persistence();
    // An engine that knew nothing of the client would send it to the first of both.
    group.servers({"server2"});
    const Duration at = group.some_time();
    group.operation(at, both_servers());
    group.fault(at + 200ms, sudden_death(draw.chance, "active_of(vs1)"));
    // The engine that comes in the place of the dead one has never seen the client.
    group.watch_until(at + 200ms + group.failover_bound() + 2s);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-13",
        .sentence = "Clients stay at their servers across a promotion, by their addresses",
        .source = "K:overview-of-server-persistence, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading", "client_persistence"},
        .draw = draw,
        .checkers = {harness::check::clients_keep_their_server(),
                     harness::check::one_engine_is_promoted(),
                     harness::check::everything_answers_at_end()},
        .defects = {"homes_not_told"},
    });
}

}  // namespace holdfast::properties::scl_13
