// SPDX-License-Identifier: Apache-2.0
// Monitors with other numbers than the usual ones, and numbers that are not allowed.
#include <array>
#include <string>

#include "harness/check/control_plane.h"
#include "harness/check/gateways.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::gw_2 {

namespace {

// One below and one above each range of the public API.
std::string forbidden(Rng& chance) {
    constexpr std::array<const char*, 6> values = {
        R"("gateway_monitor_interval":99)",         R"("gateway_monitor_interval":60001)",
        R"("gateway_monitor_fail_threshold":2)",    R"("gateway_monitor_fail_threshold":51)",
        R"("gateway_monitor_success_threshold":2)", R"("gateway_monitor_success_threshold":51)"};
    return R"({"gateway_mon":[{"gateway_ip":{"addr":"192.0.2.1","type":"V4"},)" +
           std::string(values[chance.below(values.size())]) + "}]}";
}

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "GW-2");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    const Duration interval = draw.chance.between(100, 200) * 1ms;
    const auto fail_threshold = static_cast<std::uint32_t>(draw.chance.between(3, 12));
    const auto success_threshold = static_cast<std::uint32_t>(draw.chance.between(3, 15));
    pair.monitored_gateways(1, interval, fail_threshold, success_threshold);
    const Duration at = pair.some_time();
    pair.loses_gateway(at, "active_of(vs1)", "gw1", pair.gateway_loss_noticed());
    pair.operation(at + 50ms, refused_patch("vrfcontext", "global", forbidden(draw.chance)));
    pair.watch(pair.gateway_return_noticed() + 500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "GW-2",
        .sentence = "A gateway is lost after as many straight misses as its threshold says, and "
                    "seen again after as many hits; numbers out of range are refused",
        .source = "API, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "gateway_monitoring"},
        .draw = draw,
        .checkers = {harness::check::gateway_roles_hold(), harness::check::gateway_events_told(),
                     harness::check::refused(), harness::check::everything_answers_at_end()},
        .defects = {"gateway_lost_on_first_miss", "gateway_loss_unreported",
                    "refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::gw_2
