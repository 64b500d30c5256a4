// SPDX-License-Identifier: Apache-2.0
// Several engines serve a service, and nothing happens.
#include "harness/check/flow_spreading.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/busy_services.h"

namespace holdfast::properties::scl_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    return served_by_several(draw, "SCL-1", 3);
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-1",
        .sentence =
            "Only the primary answers ARP for the VIP of a service that several engines serve",
        .source = "K:autoscale-service-engines, S3",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::addresses_only_on_active(),
                     harness::check::every_instance_serves()},
        .defects = {"secondary_answers_arp"},
    });
}

}  // namespace holdfast::properties::scl_1
