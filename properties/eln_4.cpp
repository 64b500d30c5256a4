// SPDX-License-Identifier: Apache-2.0
// An engine of an elastic N+M group is killed; the others have room for what it carried.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-4");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(3, 6));
    group.engines(engines).services(draw.real() ? 4 : static_cast<int>(draw.chance.between(2, 8)));
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-4",
        .sentence = "Services of a failed engine are placed on survivors at once, not when a new "
                    "engine comes",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, S0, S1, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(), harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait"},
    });
}

}  // namespace holdfast::properties::eln_4
