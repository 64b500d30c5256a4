// SPDX-License-Identifier: Apache-2.0
// The eight services of the documents, distributed.
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::plc_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-7");
    group.cloud(6).max_se(4).buffer(1).max_vs_per_se(8).distributed().services(8);
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-7",
        .sentence = "Distributed: new engines up to max_se, then the one with the least to carry",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::spread_over_every_engine(),
                     harness::check::never_more_engines_than_max_se(),
                     harness::check::everything_answers_at_end()},
        .defects = {"placement_algorithm_swapped"},
    });
}

}  // namespace holdfast::properties::plc_7
