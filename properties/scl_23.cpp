// SPDX-License-Identifier: Apache-2.0
// The active engine of a pair is too busy, and its group is to be rebalanced.
#include "harness/check/rebalancing.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"
#include "properties/rebalancing.h"

namespace holdfast::properties::scl_23 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "SCL-23");
    pair.services(static_cast<int>(draw.chance.between(1, 2)));
    const RebalancingSettings settings{.capacity = probe_packets(pair.scenario()) / 2};
    const Duration at = pair.some_time();
    pair.operation(at, rebalancing("pair", settings));
    pair.watch(rebalanced_within(settings));
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-23",
        .sentence = "Legacy groups are never rebalanced",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::pairs_are_not_rebalanced(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"rebalances_pairs"},
    });
}

}  // namespace holdfast::properties::scl_23
