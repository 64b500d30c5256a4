// SPDX-License-Identifier: Apache-2.0
// A service migrates while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/busy_services.h"

namespace holdfast::properties::mig_1 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    return busy_migration(draw, "MIG-1");
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "MIG-1",
        .sentence = "Migration: the target serves and becomes owner, the source keeps its flows "
                    "for vs_scalein_timeout, then leaves",
        .source = "K:vs-migration-impact-on-existing-connections, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::migration_in_order(),
                     harness::check::everything_answers_at_end()},
        .defects = {"leaving_engine_cut_off"},
    });
}

}  // namespace holdfast::properties::mig_1
