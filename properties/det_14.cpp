// SPDX-License-Identifier: Apache-2.0
// A host of the cloud fails, and both engines on it: one that carries an instance of each service,
// and an idle one. The cloud tells of it.
#include "harness/check/host_failure.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_14 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = draw.chance.chance(0.5) ? GroupScenario::active_active(draw, "DET-14")
                                         : GroupScenario::n_plus_m(draw, "DET-14");
    // Instances go to different hosts: one of those on host1 stays idle.
    group.instances(2).engines({"se1", "se2", "se4"}).cloud({"se5", "se7"});
    group.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 3)));
    const Duration at = group.some_time();
    for (const char* engine : {"se1", "se2"}) {
        group.fault(at, sudden_death(draw.chance, engine));
    }
    // Two programs are killed within it on a busy machine; silence tells after 900 ms.
    group.operation(at + draw.chance.between(200, 400) * 1ms,
                    harness::scenario::ReportHostFailed{"host1"});
    group.watch_until(at + group.apart() + 500ms);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-14",
        .sentence = "The cloud's word that a host has failed shortens the wait: engines with "
                    "services are partitioned, idle ones down",
        .source = "W:det, V",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::host_failure_shortens_the_wait(),
                     harness::check::everything_answers_at_end()},
        .defects = {"host_failure_unheard", "host_failure_is_death"},
    });
}

}  // namespace holdfast::properties::det_14
