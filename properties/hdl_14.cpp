// SPDX-License-Identifier: Apache-2.0
// A third engine joins a service, and who follows when no controller runs shows what list the
// engines have.
#include "harness/check/recovery.h"
#include "harness/check/succession.h"
#include "harness/property.h"
#include "properties/elastic_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_14 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ElasticScenario elastic(draw, "HDL-14");
    elastic.self_election().instances(3).engines({"se4", "se5"});
    elastic.failover_within(self_election_max);
    const Duration joins = elastic.some_time();
    const Duration alone = joins + 1s;
    const Duration death = alone + elastic.some_time();
    elastic.operation(joins, harness::scenario::AddEngine{"se6", "elastic"});
    elastic.fault(death, faults::ProcessCrash{target("active_of(vs1)")});
    elastic.without_controller(alone, death + self_election_max + 200ms - alone);
    return elastic.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-14",
        .sentence =
            "New engines are appended to the end of a service's list and the list version rises",
        .source = "W:self, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "elastic_groups", "self_se_election"},
        .draw = draw,
        .checkers = {harness::check::newcomers_come_last(), harness::check::next_in_list_follows(),
                     harness::check::everything_answers_at_end()},
        .defects = {"new_engine_at_head_of_list"},
    });
}

}  // namespace holdfast::properties::hdl_14
