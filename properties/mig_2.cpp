// SPDX-License-Identifier: Apache-2.0
// A service migrates while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/busy_services.h"

namespace holdfast::properties::mig_2 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    return busy_migration(draw, "MIG-2");
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "MIG-2",
        .sentence = "No new connection fails during a migration",
        .source = "K:migrating-virtual-services, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::new_connections_succeed(),
                     harness::check::everything_answers_at_end()},
        .defects = {"promoted_still_defers"},
    });
}

}  // namespace holdfast::properties::mig_2
