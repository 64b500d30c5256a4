// SPDX-License-Identifier: Apache-2.0
// Services come one after the other, and an engine dies: each time the buffer is made whole again.
#include "harness/check/capacity.h"
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-2");
    const auto each = static_cast<std::uint32_t>(draw.chance.between(2, 4));
    group.cloud(9).max_vs_per_se(each);
    group.buffer(draw.real() ? 1 : static_cast<std::uint32_t>(draw.chance.between(0, 2)));
    group.services(draw.real() ? 4 : static_cast<int>(draw.chance.between(1, 8)));
    const Duration at = group.some_time();
    group.operation(at, group.one_more_service("one-more"));
    group.fault(at + 400ms, sudden_death(draw.chance, "active_of(vs1)"));
    group.watch_until(at + 400ms + group.apart() + 1s);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-2",
        .sentence = "Where engines can be created, free places are at least M x max_vs_per_se, up "
                    "to max_se",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, K:service-engine-group, S1, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::as_many_engines_as_needed(),
                     harness::check::no_engine_asked_for_in_vain(),
                     harness::check::load_within_limit(), harness::check::survivor_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"buffer_ignored", "one_engine_too_many"},
    });
}

}  // namespace holdfast::properties::eln_2
