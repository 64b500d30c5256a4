// SPDX-License-Identifier: Apache-2.0
// A gateway that comes and goes.
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_16 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-16");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_gateways(1);
    // 5 s up and 5 s down by the documented interval of 1 s.
    const Duration half = 5 * pair.gateway_monitor().gateway_monitor_interval;
    const int times = draw.real() ? 4 : static_cast<int>(draw.chance.between(3, 8));
    Duration at = pair.some_time();
    for (int i = 0; i < times; ++i, at += 2 * half) {
        if (draw.chance.chance(0.5)) {
            pair.loses_gateway(at, "active_of(vs1)", "gw1", half);
        } else {
            pair.fault(at, faults::GatewayDead{target("gw1"), faults::GatewayDead::How::no_icmp},
                       half);
        }
    }
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-16",
        .sentence = "A gateway that flaps, five intervals up and five down, causes no "
                    "switch",
        .source = "API thresholds, D",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(), harness::check::gateway_events_told(),
                     harness::check::everything_answers_at_end()},
        .defects = {"gateway_lost_on_first_miss", "gateway_misses_never_forgotten"},
    });
}

}  // namespace holdfast::properties::gw_16
