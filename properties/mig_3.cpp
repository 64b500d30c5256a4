// SPDX-License-Identifier: Apache-2.0
// A service migrates while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/busy_services.h"

namespace holdfast::properties::mig_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    return busy_migration(draw, "MIG-3");
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "MIG-3",
        .sentence = "Connections that outlast the drain are ended",
        .source = "K:vs-migration-impact-on-existing-connections, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::migration_in_order(),
                     harness::check::everything_answers_at_end()},
        .defects = {"leaving_engine_stays"},
    });
}

}  // namespace holdfast::properties::mig_3
