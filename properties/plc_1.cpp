// SPDX-License-Identifier: Apache-2.0
// Engines with little room to spare die and come back, one after the other.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::plc_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-1");
    const int engines = draw.real() ? 3 : static_cast<int>(draw.chance.between(3, 5));
    const int each = draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 2));
    group.engines(engines).services(engines * each);
    group.max_vs_per_se(static_cast<std::uint32_t>(each));
    Duration at = group.some_time();
    for (int times = 0; times < (draw.real() ? 1 : 2); ++times) {
        const std::string engine = "se" + std::to_string(draw.chance.between(1, engines));
        group.fault(at, sudden_death(draw.chance, engine), group.apart());
        at += 2 * group.apart();
    }
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-1",
        .sentence = "No engine ever carries more than max_vs_per_se services",
        .source = "K:service-engine-group, S2, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::load_within_limit(),
                     harness::check::served_as_far_as_room_goes(),
                     harness::check::everything_answers_at_end()},
        .defects = {"load_limit_ignored"},
    });
}

}  // namespace holdfast::properties::plc_1
