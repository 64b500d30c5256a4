// SPDX-License-Identifier: Apache-2.0
// One service keeps an engine busy, or two do, or two engines have too little to do for one
// service.
#include "harness/check/rebalancing.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/rebalancing.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::scl_21 {

namespace {

enum class Situation { one_service, two_services, idle };

harness::scenario::Scenario draw(const Draw& draw) {
    const auto situation = static_cast<Situation>(draw.chance.below(3));
    auto group = GroupScenario::n_plus_m(draw, "SCL-21");
    Duration at = group.engines(3).some_time();
    if (situation == Situation::two_services) {
        at = both_on_one_engine(group, at);
    } else {
        group.services(1);
    }
    // Flows stay where they are, so that the first engine remains busy: one instance more is
    // enough.
    group.group([](harness::scenario::SeGroupSpec& spec) { spec.max_scaleout_per_vs = 2; });
    const int packets = probe_packets(group.scenario());
    RebalancingSettings settings{.capacity = packets};
    if (situation == Situation::idle) {
        settings.capacity = 10 * packets;
        group.operation(at, scale_out("vs1"));
        at += scaling_apart;
    }
    group.operation(at, rebalancing("elastic", settings));
    group.watch_until(at + rebalanced_within(settings));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-21",
        .sentence = "A service that keeps an engine busy is scaled out, one of several migrates, "
                    "and what is idle is scaled in",
        .source = "K:autoscale-service-engines, KI, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::load_is_rebalanced(),
                     harness::check::everything_answers_at_end()},
        .defects = {"load_unheard", "rebalancing_only_told"},
    });
}

}  // namespace holdfast::properties::scl_21
