// SPDX-License-Identifier: Apache-2.0
// Every place of a pair is taken when one more service is created.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_18 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-18");
    const int places = draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 5));
    pair.max_vs_per_se(static_cast<std::uint32_t>(places));
    if (draw.chance.chance(0.5)) {
        pair.services_on_both_tags(places).distributed();
    } else {
        pair.services(places);
    }
    pair.operation(pair.some_time(), harness::scenario::CreateVirtualService{
                                         "one-more", draw.topology.vips.back(), {}});
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-18",
        .sentence = "max_vs_per_se bounds the services of the pair, compacted or distributed; each "
                    "counts once",
        .source = "K:legacy-ha-for-avi-service-engines, S2, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::waits_for_room("one-more"),
                     harness::check::everything_answers_at_end()},
        .defects = {"load_limit_ignored"},
    });
}

}  // namespace holdfast::properties::leg_18
