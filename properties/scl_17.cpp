// SPDX-License-Identifier: Apache-2.0
// A service is scaled out in a group that starts its own engines and has room.
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/check/scaling.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::scl_17 {

namespace {

// Two services on one engine with eight places, and one engine that is kept free: a third instance
// needs no third engine.
harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "SCL-17");
    group.cloud(5).max_se(5).buffer(1).max_vs_per_se(8);
    group.services(static_cast<int>(draw.chance.between(1, 3)));
    group.operation(group.some_time(), scale_out("vs1"));
    group.watch_until(group.some_time() + scaling_apart);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-17",
        .sentence = "Scale-out uses an engine that is there before a new one is started",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::instances_follow_the_operator(),
                     harness::check::no_engine_asked_for_in_vain(),
                     harness::check::everything_answers_at_end()},
        .defects = {"scale_out_starts_engines", "scale_out_forgotten"},
    });
}

}  // namespace holdfast::properties::scl_17
