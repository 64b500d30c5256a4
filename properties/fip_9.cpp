// SPDX-License-Identifier: Apache-2.0
// A floating address is taken off the list while services are there, which are disabled and enabled
// again later.
#include "harness/check/floating.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::fip_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "FIP-9");
    const int count = draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 3));
    pair.services(count).with_two_floating_addresses();
    const Duration change = pair.some_time();
    pair.operation(change, harness::scenario::PatchObject{
                               "serviceenginegroup",
                               "pair",
                               R"({"floating_intf_ip":[{"addr":"192.0.2.51","type":"V4"}]})",
                               {}});
    for (int i = 1; i <= count; ++i) {
        const std::string service = "vs" + std::to_string(i);
        pair.operation(change + 800ms + i * 10ms, enable(service, false));
        pair.operation(change + 1800ms + i * 10ms, enable(service, true));
    }
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "FIP-9",
        .sentence = "A change of floating addresses takes effect when the services of the group "
                    "are disabled and enabled again, not before",
        .source = "API, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "floating_ip"},
        .draw = draw,
        .checkers = {harness::check::floating_change_waits_for_services(),
                     harness::check::everything_answers_at_end()},
        .defects = {"floating_change_at_once"},
    });
}

}  // namespace holdfast::properties::fip_9
