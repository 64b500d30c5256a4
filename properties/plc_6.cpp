// SPDX-License-Identifier: Apache-2.0
// The eight services of the documents, placed compactly.
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::plc_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-6");
    group.cloud(6).max_se(4).buffer(1).max_vs_per_se(8).services(8);
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-6",
        .sentence = "Compact: no new engine while running ones have room and the buffer holds",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, C8, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::as_many_engines_as_needed(),
                     harness::check::no_engine_asked_for_in_vain(),
                     harness::check::everything_answers_at_end()},
        .defects = {"placement_algorithm_swapped", "one_engine_too_many"},
    });
}

}  // namespace holdfast::properties::plc_6
