// SPDX-License-Identifier: Apache-2.0
// Self election is on. First the primary is only not heard while a controller leads; then no
// controller runs, and the primary dies and comes back before a controller does.
#include "harness/check/recovery.h"
#include "harness/check/succession.h"
#include "harness/property.h"
#include "properties/elastic_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ElasticScenario elastic(draw, "HDL-13");
    elastic.self_election().instances(draw.real() || draw.chance.chance(0.7) ? 3 : 2);
    elastic.failover_within(self_election_max);
    const Duration silent = elastic.some_time();
    const Duration alone = silent + self_election_max + 200ms;
    const Duration death = alone + elastic.some_time();
    const Duration return_of_dead = death + self_election_max + 200ms;
    elastic.fault(silent, faults::HeartbeatsLost{target("active_of(vs1)"), false},
                  self_election_max);
    elastic.fault(death, faults::ProcessCrash{target("active_of(vs1)")}, return_of_dead - death);
    elastic.without_controller(alone, return_of_dead + 500ms - alone);
    elastic.watch_until(return_of_dead + 500ms + elastic.election_max() + 500ms);
    return elastic.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-13",
        .sentence = "With self election the next engine in the list becomes primary and announces "
                    "it, without a controller and only then",
        .source = "W:self, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "elastic_groups", "self_se_election"},
        .draw = draw,
        .checkers = {harness::check::next_in_list_follows(),
                     harness::check::silence_alone_moves_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"self_election_without_order", "self_election_while_connected"},
    });
}

}  // namespace holdfast::properties::hdl_13
