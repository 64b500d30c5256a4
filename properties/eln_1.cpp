// SPDX-License-Identifier: Apache-2.0
// A group is created with a name and nothing else, and read back.
#include "harness/check/defaults.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::eln_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-1");
    group.engines(1).services(1);
    const Duration at = group.some_time();
    group.operation(
        at, harness::scenario::CreateObject{"serviceenginegroup", R"({"name": "fresh"})", {}});
    group.operation(at + 100ms, harness::scenario::ReadObject{"serviceenginegroup", "fresh", {}});
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-1",
        .sentence = "A new group is N+M with a buffer of 1, 1 to 4 instances, 10 services on an "
                    "engine, 10 engines, packed",
        .source = "API, K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::fields_are({{"ha_mode", "\"HA_MODE_SHARED\""},
                                                 {"buffer_se", "1"},
                                                 {"min_scaleout_per_vs", "1"},
                                                 {"max_scaleout_per_vs", "4"},
                                                 {"max_vs_per_se", "10"},
                                                 {"max_se", "10"},
                                                 {"algo", "\"PLACEMENT_ALGO_PACKED\""}}),
                     harness::check::everything_answers_at_end()},
        .defects = {"buffer_ignored"},
    });
}

}  // namespace holdfast::properties::eln_1
