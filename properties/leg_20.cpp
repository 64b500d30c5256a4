// SPDX-License-Identifier: Apache-2.0
// A service of a pair is asked to scale out.
#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_20 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-20");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    pair.operation(pair.some_time(),
                   harness::scenario::PostAction{
                       "virtualservice", "vs1", "scaleout", R"({"vip_id": "1"})", {"", true}});
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-20",
        .sentence = "Scale-out of a service in a legacy group is refused",
        .source = "K:autoscale-service-engines, K:service-engine-group, S2, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::leg_20
