// SPDX-License-Identifier: Apache-2.0
// Engines of an active/active group die and come back.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ela_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-2");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(3, 6));
    group.engines(engines).services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 6)));
    const Duration at = group.some_time();
    group.fault(at, faults::ProcessCrash{target("active_of(vs1)")}, group.apart());
    group.fault(at + 2 * group.apart(), sudden_death(draw.chance, "active_of(vs1)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-2",
        .sentence = "Two instances of a service never share an engine",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, W:hamodes, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::instances_on_different_engines(),
                     harness::check::everything_answers_at_end()},
        .defects = {"one_instance_whatever_the_group"},
    });
}

}  // namespace holdfast::properties::ela_2
