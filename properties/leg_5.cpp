// SPDX-License-Identifier: Apache-2.0
// The observer asks for every VIP and every SNAT address; only one engine may answer.
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-5");
    pair.services_with_random_tags(draw.real() ? 3 : static_cast<int>(draw.chance.between(1, 6)));
    pair.with_floating_and_snat();
    pair.sometimes_distributed();
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-5",
        .sentence = "VIP and SNAT addresses are enabled only on the active SE",
        .source = "S2, M",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "snat_ip"},
        .draw = draw,
        .checkers = {harness::check::addresses_only_on_active()},
        .defects = {"both_engines_own_vip"},
    });
}

}  // namespace holdfast::properties::leg_5
