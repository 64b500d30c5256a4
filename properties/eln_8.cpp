// SPDX-License-Identifier: Apache-2.0
// An engine of a group dies while clients use the services of all of them.
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-8");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(3, 6));
    group.engines(engines).services(engines);
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs2)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-8",
        .sentence = "Only the services of the failed engine see an outage",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::services_elsewhere_undisturbed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"takeover_clears_the_taker"},
    });
}

}  // namespace holdfast::properties::eln_8
