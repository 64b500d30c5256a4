// SPDX-License-Identifier: Apache-2.0
// A second service on the VIP of the first; both are disabled, in whatever order, and enabled
// again.
#include "harness/check/recovery.h"
#include "harness/check/shared_vip.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::dis_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DIS-6");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    const Duration at = pair.some_time();
    pair.operation(at, harness::scenario::CreateObject{
                           "virtualservice",
                           R"({"name":"second","vsvip_ref":"/api/vsvip/?name=vs1-vip",)"
                           R"("pool_ref":"/api/pool/?name=pool",)"
                           R"("se_group_ref":"/api/serviceenginegroup/?name=pair",)"
                           R"("services":[{"port":6001}]})",
                           {}});
    const bool second_first = draw.chance.chance(0.5);
    const std::string first = second_first ? "second" : "vs1";
    const std::string last = second_first ? "vs1" : "second";
    // On a busy machine each needs 300 ms and the testbed's noise to be seen in.
    pair.operation(at + 700ms, enable(first, false));
    pair.operation(at + 1600ms, enable(last, false));
    pair.operation(at + 2500ms, enable(draw.chance.chance(0.5) ? first : last, true));
    pair.operation(at + 3400ms, enable("vs1", true));
    pair.watch(700ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DIS-6",
        .sentence = "A VIP answers ARP until the last service on it is disabled",
        .source = "K:disable-a-virtual-service, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::vip_answers_until_its_last_service_is_disabled(),
                     harness::check::everything_answers_at_end()},
        .defects = {"vip_goes_with_first_service", "disabled_service_served"},
    });
}

}  // namespace holdfast::properties::dis_6
