// SPDX-License-Identifier: Apache-2.0
// A service goes, and the engine that was started for it has nothing to do.
#include "harness/check/creation.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::plc_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-11");
    const bool never = !draw.real() && draw.chance.chance(0.3);
    group.cloud(4).buffer(0).max_vs_per_se(1).services(2);
    group.minute(800ms).group([&](auto& spec) { spec.se_deprovision_delay = never ? 0 : 1; });
    const Duration at = group.some_time();
    group.operation(at, group.one_more_service("one-more"));
    group.operation(at + 800ms, harness::scenario::DeleteVirtualService{"one-more", {}});
    group.watch_until(at + 3500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-11",
        .sentence =
            "An unused engine is deleted after se_deprovision_delay, and never if that is 0",
        .source = "API, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::idle_engine_is_taken_away(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"idle_engine_is_kept"},
    });
}

}  // namespace holdfast::properties::plc_11
