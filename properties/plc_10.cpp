// SPDX-License-Identifier: Apache-2.0
// Beside a group that serves there is one that has no service.
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::plc_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-10");
    group.cloud(6).services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    group.empty_group("idle");
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-10",
        .sentence = "A group without services gets no engines until its first service",
        .source = "K:avi-service-engine-group-options, S3, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::nothing_asked_for("idle"),
                     harness::check::as_many_engines_as_needed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"idle_group_is_served"},
    });
}

}  // namespace holdfast::properties::plc_10
