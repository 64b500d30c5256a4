// SPDX-License-Identifier: Apache-2.0
// A legacy pair, an active/active and an N+M group beside each other; the first two lose an engine.
#include "harness/check/independence.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/elastic_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::sys_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ElasticScenario elastic(draw, "SYS-2");
    harness::scenario::SeGroupSpec spare;
    spare.name = "n_plus_m";
    spare.ha_mode = harness::scenario::HaMode::shared;
    elastic.engines({"se4", "se5"}).beside_pair("vs2").beside(spare, {"se6"}, "vs3");
    const Duration first = elastic.some_time();
    const Duration outage = elastic.failover_bound() + 300ms;
    elastic.fault(first, faults::ProcessCrash{target("active_of(vs1)")}, outage);
    elastic.fault(first + outage + 500ms, faults::ProcessCrash{target("active_of(vs2)")}, outage);
    return elastic.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SYS-2",
        .sentence = "Groups of different modes work beside each other, each by its own",
        .source = "S0, S1, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "elastic_groups", "legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::placed_as_the_group_says(),
                     harness::check::survivor_takes_over(),
                     harness::check::services_elsewhere_undisturbed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"one_instance_whatever_the_group"},
    });
}

}  // namespace holdfast::properties::sys_2
