// SPDX-License-Identifier: Apache-2.0
// An operator scales services out and in, now one, now the other.
#include "harness/check/recovery.h"
#include "harness/check/scaling.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::plc_21 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "PLC-21");
    group.engines(4).instances(static_cast<std::uint32_t>(draw.chance.between(1, 2)));
    const int services = draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 3));
    group.services(services);
    std::vector<harness::scenario::PostAction> requests;
    for (int i = draw.real() ? 4 : static_cast<int>(draw.chance.between(3, 8)); i > 0; --i) {
        const std::string service = "vs" + std::to_string(draw.chance.between(1, services));
        requests.push_back(i % 2 == 0 || draw.chance.chance(0.3) ? scale_out(service)
                                                                 : scale_in(service));
    }
    ask_in_turn(group, requests);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-21",
        .sentence = "A service has its group's minimum of instances, one more per scale-out, one "
                    "less per scale-in",
        .source = "W:minmax, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::instances_follow_the_operator(),
                     harness::check::everything_answers_at_end()},
        .defects = {"scale_out_forgotten"},
    });
}

}  // namespace holdfast::properties::plc_21
