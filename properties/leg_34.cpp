// SPDX-License-Identifier: Apache-2.0
// One engine is put into the group of a pair, with and without access to a cloud.
#include "harness/check/partner.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_34 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-34");
    pair.lone_engine().services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    if (draw.real() || draw.chance.chance(0.7)) {
        pair.cloud({"se4"});
    } else {
        pair.operation(pair.some_time(), harness::scenario::AddEngine{"se2"});
    }
    pair.watch(1s);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-34",
        .sentence = "With full access one engine in the group brings its partner; without it the "
                    "partner is added by hand",
        .source = "K:legacy-ha-for-avi-service-engines, S2, M",
        .topology = "elastic_cloud",
        .needs = {"legacy_active_standby", "write_access"},
        .draw = draw,
        .checkers = {harness::check::partner_comes_where_it_may(),
                     harness::check::everything_answers_at_end()},
        .defects = {"partner_is_not_started"},
    });
}

}  // namespace holdfast::properties::leg_34
