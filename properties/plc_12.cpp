// SPDX-License-Identifier: Apache-2.0
// The cloud refuses to start an engine, or says nothing, or starts a wrong one; later it does its
// work.
#include "harness/check/creation.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::plc_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    using Mood = harness::scenario::SetCloud::Mood;
    auto group = GroupScenario::n_plus_m(draw, "PLC-12");
    group.cloud(6).buffer(0).max_vs_per_se(1).services(2);
    const Duration at = group.some_time();
    const Mood mood = draw.real() || draw.chance.chance(0.4) ? Mood::refuses
                      : draw.chance.chance(0.5)              ? Mood::hangs
                                                             : Mood::starts_another;
    group.cloud_mood(at, mood);
    group.operation(at + 20ms, group.one_more_service("one-more"));
    group.cloud_mood(at + 1500ms, Mood::starts);
    group.watch_until(at + (mood == Mood::refuses ? 3500ms : 5s));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-12",
        .sentence = "A failed start is tried again later, on another host if possible",
        .source = "K:vs-scaling, API, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::failed_starts_are_made_good(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"failed_start_is_final"},
    });
}

}  // namespace holdfast::properties::plc_12
