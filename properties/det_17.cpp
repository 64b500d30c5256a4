// SPDX-License-Identifier: Apache-2.0
// The primary of a scaled-out service dies beside a pair that exchanges heartbeats of its own.
#include "harness/check/events.h"
#include "harness/check/recovery.h"
#include "harness/check/succession.h"
#include "harness/property.h"
#include "properties/elastic_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_17 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ElasticScenario elastic(draw, "DET-17");
    elastic.instances(draw.chance.chance(0.5) ? 2 : 3).beside_pair("vs2");
    elastic.fault(elastic.some_time(), faults::ProcessCrash{target("active_of(vs1)")});
    return elastic.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-17",
        .sentence = "The primary's own failure is detected within the same budget and leads to the "
                    "promotion of the next engine",
        .source = "K:autoscale-service-engines, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::down_within(harness::check::detection_window),
                     harness::check::next_in_list_follows(),
                     harness::check::everything_answers_at_end()},
        .defects = {"foreign_heartbeat_counted"},
    });
}

}  // namespace holdfast::properties::det_17
