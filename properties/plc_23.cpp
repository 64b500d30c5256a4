// SPDX-License-Identifier: Apache-2.0
// One of a group's numbers is set out of its range.
#include <array>
#include <string>

#include "harness/check/control_plane.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::plc_23 {

namespace {

// One below and one above each range of the public API.
std::string forbidden(Rng& chance) {
    constexpr std::array<const char*, 8> values = {
        R"({"max_vs_per_se":0})",       R"({"max_vs_per_se":1001})",
        R"({"min_scaleout_per_vs":0})", R"({"min_scaleout_per_vs":65})",
        R"({"max_scaleout_per_vs":0})", R"({"max_scaleout_per_vs":65})",
        R"({"max_se":1001})",           R"({"buffer_se":1001})"};
    return values[chance.below(values.size())];
}

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-23");
    group.engines(2).services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    const Duration at = group.some_time();
    for (int i = 0; i < 4; ++i) {
        group.operation(at + i * 50ms,
                        refused_patch("serviceenginegroup", "elastic", forbidden(draw.chance)));
    }
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-23",
        .sentence = "A field out of its documented range is refused and nothing changes",
        .source = "API, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::operations_disturb_nothing()},
        .defects = {"refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::plc_23
