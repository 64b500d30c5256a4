// SPDX-License-Identifier: Apache-2.0
// The secondary of a service hangs: for good, or not long enough for its machine to be given up.
// The kernel of one that served would go on answering for the VIP until the lease of its address is
// over.
#include "harness/check/reboots.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_15 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "DET-15");
    group.instances(2).engines({"se1", "se4"}).cloud({"se2", "se5"});
    group.services(1);
    // Documented are 300 s.
    const Duration patience = draw.real() ? 1s : draw.chance.between(1, 3) * 1s;
    group.unresponsive_se_reboot(patience);
    const Duration at = group.some_time();
    if (draw.real() || draw.chance.chance(0.8)) {
        group.fault(at, faults::Pause{target("standby_of(vs1)")});
        group.watch_until(at + group.failover_bound() + patience + 2s);
    } else {
        group.fault(at, faults::Pause{target("standby_of(vs1)")}, 950ms);
        group.watch_until(at + 950ms + patience + 500ms);
    }
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-15",
        .sentence = "An engine that hangs is rebooted by a controller with write access to its "
                    "cloud after unresponsive_se_reboot (REBOOT_SE)",
        .source = "API, K:events-list, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::hung_engines_are_rebooted(),
                     harness::check::everything_answers_at_end()},
        .defects = {"hung_engine_is_left", "hung_engine_rebooted_at_once", "reboot_is_only_told"},
    });
}

}  // namespace holdfast::properties::det_15
