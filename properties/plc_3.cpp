// SPDX-License-Identifier: Apache-2.0
// A group that is full loses an engine beside another one with room.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::plc_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-3");
    group.engines(2).services(draw.real() ? 2 : static_cast<int>(draw.chance.between(2, 4)));
    group.max_vs_per_se(2).beside({"se4", "se5"});
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"), group.apart());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-3",
        .sentence = "Services never run on engines of another group, however much room these have",
        .source = "K:avi-service-engine-group-options, S2, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::served_as_far_as_room_goes(),
                     harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"another_group_helps"},
    });
}

}  // namespace holdfast::properties::plc_3
