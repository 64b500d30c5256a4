// SPDX-License-Identifier: Apache-2.0
// A service is created that no engine has room for.
#include "harness/check/capacity.h"
#include "harness/check/creation.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::plc_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-13");
    group.cloud(1).max_se(1).max_vs_per_se(2).services(2);
    const Duration at = group.some_time();
    group.operation(at, group.one_more_service("one-more"));
    group.watch_until(at + 2s);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-13",
        .sentence =
            "A service without an engine for vs_awaiting_se_timeout is reported: VS_AWAITING_SE",
        .source = "API, K:events-list, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::awaiting_service_is_reported("one-more"),
                     harness::check::waits_for_room("one-more"),
                     harness::check::everything_answers_at_end()},
        .defects = {"awaiting_service_unreported"},
    });
}

}  // namespace holdfast::properties::plc_13
