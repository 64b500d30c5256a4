// SPDX-License-Identifier: Apache-2.0
// One engine of an active/active group dies.
#include "harness/check/events.h"
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ela_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-3");
    group.engines(draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 6)));
    group.services(draw.real() ? 3 : static_cast<int>(draw.chance.between(1, 6)));
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-3",
        .sentence = "One engine fails: no service goes down, only capacity drops",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, S0, S1, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::never_reported({"VS_DOWN"}),
                     harness::check::new_connections_succeed_once_noticed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait"},
    });
}

}  // namespace holdfast::properties::ela_3
