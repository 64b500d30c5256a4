// SPDX-License-Identifier: Apache-2.0
// Several engines serve a service, and nothing happens.
#include "harness/check/flow_spreading.h"
#include "harness/property.h"
#include "properties/busy_services.h"

namespace holdfast::properties::scl_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    return served_by_several(draw, "SCL-4", 1);
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-4",
        .sentence = "Secondaries answer clients directly",
        .source = "K:autoscale-service-engines, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::secondaries_answer_directly(),
                     harness::check::every_instance_serves()},
        .defects = {"primary_keeps_every_flow"},
    });
}

}  // namespace holdfast::properties::scl_4
