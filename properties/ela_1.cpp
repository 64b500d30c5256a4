// SPDX-License-Identifier: Apache-2.0
// Services of an active/active group, one of them created later.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ela_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-1");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 5));
    group.engines(engines).services(draw.real() ? 3 : static_cast<int>(draw.chance.between(1, 6)));
    group.instances(draw.real() ? 2 : static_cast<std::uint32_t>(draw.chance.between(2, 4)));
    group.operation(group.some_time(), group.one_more_service("one-more"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-1",
        .sentence = "Every service starts on min_scaleout_per_vs different engines",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, W:hamodes, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::instances_on_different_engines(),
                     harness::check::everything_answers_at_end()},
        .defects = {"one_instance_whatever_the_group"},
    });
}

}  // namespace holdfast::properties::ela_1
