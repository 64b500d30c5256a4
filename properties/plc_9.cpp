// SPDX-License-Identifier: Apache-2.0
// A group for one application: two services on an engine at the most.
#include "harness/check/capacity.h"
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::plc_9 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "PLC-9");
    group.cloud(5).buffer(0).group([](auto& spec) { spec.per_app = true; });
    group.services(draw.real() ? 5 : static_cast<int>(draw.chance.between(3, 8)));
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-9",
        .sentence = "per_app: at most two services on an engine",
        .source = "K:service-engine-group, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::load_within_limit(),
                     harness::check::as_many_engines_as_needed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"per_app_ignored"},
    });
}

}  // namespace holdfast::properties::plc_9
