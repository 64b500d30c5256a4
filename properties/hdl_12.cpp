// SPDX-License-Identifier: Apache-2.0
// No controller runs, self election is off, and the primary of a scaled-out service dies.
#include "harness/check/recovery.h"
#include "harness/check/succession.h"
#include "harness/property.h"
#include "properties/elastic_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ElasticScenario elastic(draw, "HDL-12");
    elastic.instances(draw.chance.chance(0.5) ? 2 : 3);
    const Duration alone = elastic.some_time();
    const Duration death = alone + elastic.some_time();
    // Long enough that self election would have shown itself.
    const Duration back = death + self_election_max;
    elastic.fault(death, faults::ProcessCrash{target("active_of(vs1)")});
    elastic.without_controller(alone, back - alone);
    elastic.watch_until(back + elastic.election_max() + elastic.failover_bound());
    return elastic.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-12",
        .sentence = "Without a controller and self election nobody follows a dead primary until a "
                    "controller returns, then it is healed",
        .source = "W:self, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "elastic_groups", "self_se_election"},
        .draw = draw,
        .checkers = {harness::check::nobody_follows_without_controller(),
                     harness::check::everything_answers_at_end()},
        .defects = {"self_election_always_on"},
    });
}

}  // namespace holdfast::properties::hdl_12
