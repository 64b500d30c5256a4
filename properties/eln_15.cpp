// SPDX-License-Identifier: Apache-2.0
// An engine dies, its services are placed anew, and it comes back empty.
#include "harness/check/recovery.h"
#include "harness/check/stability.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_15 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-15");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(3, 6));
    group.engines(engines).services(engines);
    group.fault(group.some_time(), faults::ProcessCrash{target("active_of(vs1)")}, group.apart());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-15",
        .sentence = "Imbalance after a recovery stays: nothing moves back by itself",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::nothing_moves_to_returned_engine(),
                     harness::check::everything_answers_at_end()},
        .defects = {"elastic_failback"},
    });
}

}  // namespace holdfast::properties::eln_15
