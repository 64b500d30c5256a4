// SPDX-License-Identifier: Apache-2.0
// An active/active group is created with a name and nothing else, and read back.
#include "harness/check/defaults.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::ela_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-11");
    group.engines(2).services(1);
    const Duration at = group.some_time();
    group.operation(
        at, harness::scenario::CreateObject{
                "serviceenginegroup", R"({"name":"fresh","ha_mode":"HA_MODE_SHARED_PAIR"})", {}});
    group.operation(at + 100ms, harness::scenario::ReadObject{"serviceenginegroup", "fresh", {}});
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-11",
        .sentence = "A new active/active group prefers new engines and has no buffer",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, KI, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::fields_are({{"ha_mode", "\"HA_MODE_SHARED_PAIR\""},
                                                 {"algo", "\"PLACEMENT_ALGO_DISTRIBUTED\""},
                                                 {"buffer_se", "0"}}),
                     harness::check::everything_answers_at_end()},
        .defects = {"placement_algorithm_swapped", "one_engine_too_many"},
    });
}

}  // namespace holdfast::properties::ela_11
