// SPDX-License-Identifier: Apache-2.0
// An engine stays busy whatever is done, because its flows stay where they are.
#include "harness/check/rebalancing.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/rebalancing.h"

namespace holdfast::properties::scl_22 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "SCL-22");
    group.engines(4).services(1);
    // Whatever share of its flows the second instance takes, one of the two remains too busy.
    const RebalancingSettings settings{
        .capacity = probe_packets(group.scenario()) / 2,
        .interval = std::chrono::seconds(draw.real() ? 3 : draw.chance.between(3, 8))};
    const Duration at = group.some_time();
    group.operation(at, rebalancing("elastic", settings));
    group.watch_until(at + rebalanced_within(settings) + settings.interval);  // and of a second one
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-22",
        .sentence = "At most one change by rebalancing in auto_rebalance_interval",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::one_rebalancing_an_interval(),
                     harness::check::everything_answers_at_end()},
        .defects = {"rebalances_in_haste"},
    });
}

}  // namespace holdfast::properties::scl_22
