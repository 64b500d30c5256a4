// SPDX-License-Identifier: Apache-2.0
// After an engine went and came the engines carry unequally much, and one more service comes.
#include "harness/check/recovery.h"
#include "harness/check/replacement.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::eln_14 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-14");
    group.engines(draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 6)));
    group.services(draw.real() ? 4 : static_cast<int>(draw.chance.between(2, 9)));
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "active_of(vs1)"), group.apart());
    group.operation(at + 2 * group.apart(), group.one_more_service("one-more"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-14",
        .sentence = "The next service goes to the engine with the least to carry that has room",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::starts_on_least_loaded("one-more"),
                     harness::check::everything_answers_at_end()},
        .defects = {"returned_engine_shut_out"},
    });
}

}  // namespace holdfast::properties::eln_14
