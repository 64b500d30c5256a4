// SPDX-License-Identifier: Apache-2.0
// An engine is taken from a service while clients are busy.
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::scl_14 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "SCL-14");
    group.engines(3).instances(2).services(1);
    group.drain(1s).kept_connections(6);
    const Duration at = group.some_time();
    group.operation(at, scale_out("vs1"));
    const Duration then = at + scaling_apart;
    group.operation(then, draw.chance.chance(0.5) ? scale_in("vs1") : scale_in_primary("vs1"));
    group.watch_until(then + 1s + 3 * scaling_apart);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SCL-14",
        .sentence = "Scale-in: no new flow at once; what was there has vs_scalein_timeout, and is "
                    "then ended",
        .source = "K:autoscale-service-engines, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading"},
        .draw = draw,
        .checkers = {harness::check::leaving_engine_drains(),
                     harness::check::everything_answers_at_end()},
        .defects = {"leaving_engine_gets_flows", "leaving_engine_cut_off"},
    });
}

}  // namespace holdfast::properties::scl_14
