// SPDX-License-Identifier: Apache-2.0
// A service of an N+M group is on two engines, and one of them dies.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-9");
    group.engines(draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 5))).instances(2);
    group.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-9",
        .sentence = "A service on two engines of an N+M group goes on when one of them dies",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, S0, S1, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::new_connections_succeed_once_noticed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait"},
    });
}

}  // namespace holdfast::properties::eln_9
