// SPDX-License-Identifier: Apache-2.0
// No controller runs; the active engine of a legacy pair and the only engine of a service in an
// elastic group with self election die.
#include "harness/check/recovery.h"
#include "harness/check/succession.h"
#include "harness/property.h"
#include "properties/elastic_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_15 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ElasticScenario elastic(draw, "HDL-15");
    elastic.self_election().instances(1).engines({"se4", "se5"}).beside_pair("vs2");
    const Duration alone = elastic.some_time();
    const Duration death = alone + elastic.some_time();
    const Duration back = death + self_election_max;
    elastic.fault(death, faults::ProcessCrash{target("active_of(vs1)")});
    elastic.fault(death + 50ms, faults::ProcessCrash{target("active_of(vs2)")});
    elastic.without_controller(alone, back - alone);
    elastic.watch_until(back + elastic.election_max() + elastic.failover_bound());
    return elastic.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-15",
        .sentence = "Self election applies only to scaled-out services of elastic groups",
        .source = "W:self, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "elastic_groups", "self_se_election"},
        .draw = draw,
        .checkers = {harness::check::nobody_follows_without_controller(),
                     harness::check::everything_answers_at_end()},
        .defects = {"self_election_in_legacy_group"},
    });
}

}  // namespace holdfast::properties::hdl_15
