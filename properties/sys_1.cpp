// SPDX-License-Identifier: Apache-2.0
// One controller or three; beside each other an SE group with a second engine and one without. The
// leader is killed and comes back, then the active engine of both groups.
#include "harness/check/independence.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/elastic_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::sys_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ElasticScenario elastic(draw, "SYS-1");
    harness::scenario::SeGroupSpec lone;
    lone.name = "lone";
    lone.ha_mode = harness::scenario::HaMode::shared;
    elastic.engines({"se4", "se5"}).beside(lone, {"se6"}, "vs2");
    if (draw.chance.chance(0.5)) {
        elastic.controllers({"controller1"});
    }
    const Duration leader_dies = elastic.some_time();
    const Duration leader_back = leader_dies + elastic.election_max();
    // Engines pause for longer and longer between attempts to reach the only controller: for up to
    // as long as it was away.
    const Duration engine_dies = leader_back + elastic.election_max() + 500ms;
    const Duration outage = elastic.failover_bound() + 300ms;
    elastic.fault(leader_dies, faults::ProcessCrash{target("leader")}, leader_back - leader_dies);
    elastic.fault(engine_dies, faults::ProcessCrash{target("active_of(vs1)")}, outage);
    elastic.fault(engine_dies + outage + 1s, faults::ProcessCrash{target("active_of(vs2)")},
                  outage);
    return elastic.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SYS-1",
        .sentence = "Redundancy of the controllers and of the engines are independent: either can "
                    "be on or off",
        .source = "S0, S1, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::as_redundant_as_configured(),
                     harness::check::placed_as_the_group_says(), harness::check::never_disturbed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"one_instance_whatever_the_group", "nobody_campaigns"},
    });
}

}  // namespace holdfast::properties::sys_1
