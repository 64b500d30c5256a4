// SPDX-License-Identifier: Apache-2.0
// More services come than the engines of the group can carry, and an engine dies.
#include "harness/check/capacity.h"
#include "harness/check/engine_count.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::plc_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-2");
    const auto limit = static_cast<std::uint32_t>(draw.chance.between(1, 3));
    group.cloud(6).max_se(limit).buffer(1).max_vs_per_se(2);
    group.services(static_cast<int>(2 * limit));
    const Duration at = group.some_time();
    group.operation(at, group.one_more_service("one-more"));
    group.fault(at + 300ms, sudden_death(draw.chance, "active_of(vs1)"), group.apart());
    group.watch_until(at + 300ms + group.apart() + 1s);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-2",
        .sentence = "A group never has more engines than max_se; disabled ones count",
        .source = "K:disable-se, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::never_more_engines_than_max_se(),
                     harness::check::no_engine_asked_for_in_vain(),
                     harness::check::load_within_limit()},
        .defects = {"engine_limit_ignored"},
    });
}

}  // namespace holdfast::properties::plc_2
