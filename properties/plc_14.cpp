// SPDX-License-Identifier: Apache-2.0
// A service that serves is to move to another group.
#include "harness/check/control_plane.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::plc_14 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-14");
    group.engines(2).services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    group.beside({"se4"});
    group.operation(group.some_time(),
                    refused_patch("virtualservice", "vs1",
                                  R"({"se_group_ref": "/api/serviceenginegroup/?name=other"})"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-14",
        .sentence = "A live service does not change its group",
        .source = "K:service-engine-group, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::plc_14
