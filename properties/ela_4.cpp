// SPDX-License-Identifier: Apache-2.0
// An engine of an active/active service dies while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/property.h"
#include "properties/busy_services.h"

namespace holdfast::properties::ela_4 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    return secondary_dies(draw, "ELA-4");
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-4",
        .sentence = "An engine fails: flows on other engines are untouched",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::flows_survive_death_of_secondary(),
                     harness::check::every_instance_serves()},
        .defects = {"instances_begin_anew"},
    });
}

}  // namespace holdfast::properties::ela_4
