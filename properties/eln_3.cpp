// SPDX-License-Identifier: Apache-2.0
// The worked example of the documents, from nothing: 20 services, 8 on an engine, M=1.
#include "harness/check/capacity.h"
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::eln_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-3");
    group.cloud(6).max_vs_per_se(8).buffer(1).services(20);
    group.watch_until(group.some_time());
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-3",
        .sentence = "20 services by 8 and a buffer of one engine make 4 engines",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::as_many_engines_as_needed(),
                     harness::check::no_engine_asked_for_in_vain(),
                     harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"buffer_ignored", "one_engine_too_many"},
    });
}

}  // namespace holdfast::properties::eln_3
