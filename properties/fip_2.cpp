// SPDX-License-Identifier: Apache-2.0
// VIPs that are routed to the engines by two of their subnets; each has its floating address, or
// the second one has been taken off the list when the active engine dies, and comes back later.
#include "harness/check/floating.h"
#include "harness/check/floating_subnets.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_2 {

namespace {

harness::scenario::Operation floating(const std::string& addresses) {
    return harness::scenario::PatchObject{
        "serviceenginegroup", "pair", R"({"floating_intf_ip":[)" + addresses + "]}", {}};
}

/// The list is changed, and comes into force while the services are disabled (FIP-9).
void change_list(PairScenario& pair, int services, Duration at, const std::string& addresses) {
    pair.operation(at, floating(addresses));
    for (int i = 1; i <= services; ++i) {
        const std::string service = "vs" + std::to_string(i);
        pair.operation(at + 200ms + i * 10ms, enable(service, false));
        pair.operation(at + 700ms + i * 10ms, enable(service, true));
    }
}

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-2");
    const int count = draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 6));
    pair.services(count).with_two_floating_addresses();
    const std::string first = R"({"addr":"192.0.2.50","type":"V4"})";
    const std::string second = R"({"addr":"203.0.113.50","type":"V4"})";
    Duration at = pair.some_time();
    if (draw.chance.chance(0.5)) {
        pair.fault(at, pair.sudden_death("active_of(vs1)"));
        pair.watch(pair.failover_bound() + 1s);
        return pair.scenario();
    }
    change_list(pair, count, at, first);
    at += 1800ms;
    pair.fault(at, pair.sudden_death("active_of(vs1)"));
    at += pair.failover_bound() + 900ms;
    change_list(pair, count, at, first + "," + second);
    pair.watch(1500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-2",
        .sentence = "Every attached subnet by which VIPs are reached needs a floating address of "
                    "its own, which moves with the services",
        .source = "K:legacy-ha-for-avi-service-engines, S2, M",
        .topology = "two_floating_subnets",
        .needs = {"legacy_active_standby", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::routed_vips_need_the_address_of_their_subnet(),
                     harness::check::floating_lists_follow_tags(),
                     harness::check::everything_answers_at_end()},
        .defects = {"second_floating_address_left_behind", "floating_ip_left_behind"},
    });
}

}  // namespace holdfast::properties::fip_2
