// SPDX-License-Identifier: Apache-2.0
// Every place of a group is taken when one more service is created.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_13 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-13");
    const int engines = draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 3));
    const int each = static_cast<int>(draw.chance.between(1, 3));
    group.engines(engines).services(engines * each);
    group.max_vs_per_se(static_cast<std::uint32_t>(each));
    group.operation(group.some_time(), group.one_more_service("one-more"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-13",
        .sentence =
            "Beyond the engines' room a service stays undeployed, and the others are unaffected",
        .source = "K:service-engine-group, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::waits_for_room("one-more"),
                     harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"load_limit_ignored"},
    });
}

}  // namespace holdfast::properties::eln_13
