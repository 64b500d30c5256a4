// SPDX-License-Identifier: Apache-2.0
// Clients keep an engine too busy, and nobody has asked for more than to be told.
#include "harness/check/rebalancing.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/rebalancing.h"

namespace holdfast::properties::scl_20 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "SCL-20");
    Duration at = group.engines(3).some_time();
    if (draw.chance.chance(0.5)) {
        at = both_on_one_engine(group, at);
    } else {
        group.services(1);
    }
    const RebalancingSettings settings{
        .capacity = probe_packets(group.scenario()),
        .interval = std::chrono::seconds(draw.real() ? 2 : draw.chance.between(2, 4)),
        .automatic = false};
    group.operation(at, rebalancing("elastic", settings));
    group.watch_until(at + rebalanced_within(settings));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-20",
        .sentence = "While auto_rebalance is off, a busy engine leads to an event and nothing else",
        .source = "K:autoscale-service-engines, K:service-engine-group-pre-16-2-1, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::overload_is_only_told(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"rebalances_unasked", "load_unheard"},
    });
}

}  // namespace holdfast::properties::scl_20
