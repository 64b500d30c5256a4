// SPDX-License-Identifier: Apache-2.0
// Several engines serve a service, and nothing happens.
#include "harness/check/flow_spreading.h"
#include "harness/property.h"
#include "properties/busy_services.h"

namespace holdfast::properties::scl_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    return served_by_several(draw, "SCL-2", 3);
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-2",
        .sentence = "The primary serves a flow itself or hands it on to a secondary by its "
                    "hardware address",
        .source = "K:autoscale-service-engines, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::every_instance_serves(),
                     harness::check::secondaries_get_flows_from_primary()},
        .defects = {"primary_keeps_every_flow"},
    });
}

}  // namespace holdfast::properties::scl_2
