// SPDX-License-Identifier: Apache-2.0
// Several engines serve a service, and nothing happens.
#include "harness/check/flow_spreading.h"
#include "harness/property.h"
#include "properties/busy_services.h"

namespace holdfast::properties::scl_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    return served_by_several(draw, "SCL-3", 1);
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-3",
        .sentence = "Each engine uses an address of its own towards the servers, so that their "
                    "answers return to it",
        .source = "K:autoscale-service-engines, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::own_address_towards_servers(),
                     harness::check::every_instance_serves()},
        .defects = {"odd_address_towards_servers"},
    });
}

}  // namespace holdfast::properties::scl_3
