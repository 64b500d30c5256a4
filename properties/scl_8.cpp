// SPDX-License-Identifier: Apache-2.0
// A secondary dies while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/busy_services.h"

namespace holdfast::properties::scl_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    return secondary_dies(draw, "SCL-8");
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-8",
        .sentence = "A secondary dies: it gets no new flow as soon as heartbeats tell, and flows "
                    "of other engines go on",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::dead_engine_gets_no_new_flow(),
                     harness::check::flows_survive_death_of_secondary(),
                     harness::check::everything_answers_at_end()},
        .defects = {"dead_secondary_gets_flows"},
    });
}

}  // namespace holdfast::properties::scl_8
