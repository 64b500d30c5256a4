// SPDX-License-Identifier: Apache-2.0
// Every engine that the group may have is there, one of them disabled, and one more service comes.
#include "harness/check/capacity.h"
#include "harness/check/disabled.h"
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::dis_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "DIS-4");
    group.engines(2).services(2).cloud({"se8", "se9"});
    group.max_se(2).buffer(0).max_vs_per_se(1);
    const Duration at = group.some_time();
    group.disable(at, "se1", "SE_STATE_DISABLED_FOR_PLACEMENT");
    group.operation(at + 200ms, group.one_more_service("one-more"));
    group.watch_until(at + 1500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DIS-4",
        .sentence = "A disabled engine stays connected and counts against max_se",
        .source = "K:disable-se, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::never_more_engines_than_max_se(),
                     harness::check::waits_for_room("one-more"),
                     harness::check::disabled_engine_stays_connected(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"engine_limit_ignored"},
    });
}

}  // namespace holdfast::properties::dis_4
