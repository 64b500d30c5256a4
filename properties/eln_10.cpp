// SPDX-License-Identifier: Apache-2.0
// Without a buffer an engine dies: the others have room for what it carried, or a new one has to
// come.
#include "harness/check/capacity.h"
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-10");
    const int engines = draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 3));
    const int each = static_cast<int>(draw.chance.between(1, 3));
    const bool full = draw.chance.chance(0.5);
    group.cloud(6).buffer(0).max_vs_per_se(static_cast<std::uint32_t>(each + (full ? 0 : 2)));
    group.services(engines * each);
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    group.watch_until(group.apart() + 2s);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-10",
        .sentence =
            "With M=0 services of a failed engine go where there is room, or wait for a new engine",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::as_many_engines_as_needed(),
                     harness::check::no_engine_asked_for_in_vain(),
                     harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait", "later_engines_are_not_started"},
    });
}

}  // namespace holdfast::properties::eln_10
