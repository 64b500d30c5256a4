// SPDX-License-Identifier: Apache-2.0
// Both engines of a pair die while an engine of another group has nothing to do.
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-2");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 5)));
    pair.group_beside("other", {"se4"});
    const Duration first = pair.some_time();
    const Duration second = first + pair.failover_bound() + 100ms;
    const Duration back = second + pair.failover_bound() + 1s;
    pair.fault(first, pair.sudden_death("se1"), back - first);
    pair.fault(second, pair.sudden_death("se2"), back - second);
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-2",
        .sentence = "Each pair is its own group: no engine outside it takes over",
        .source = "K:avi-service-engine-group-options, S2, M",
        .topology = "elastic_group",
        .needs = {"legacy_active_standby", "elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::nobody_outside_takes_over(),
                     harness::check::everything_answers_at_end()},
        .defects = {"outsider_helps_a_pair"},
    });
}

}  // namespace holdfast::properties::leg_2
