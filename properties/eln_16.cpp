// SPDX-License-Identifier: Apache-2.0
// A group without access to a cloud loses an engine.
#include "harness/check/events.h"
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_16 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-16");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(3, 6));
    group.engines(engines).services(engines);
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-16",
        .sentence = "Without access to a cloud no engine is created, and failed services still go "
                    "to free places",
        .source = "K:orchestrator-access-modes, S0, S1, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::survivor_takes_over(),
                     harness::check::never_reported({"CREATING_SE", "CREATED_SE"}),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait"},
    });
}

}  // namespace holdfast::properties::eln_16
