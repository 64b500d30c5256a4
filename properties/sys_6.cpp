// SPDX-License-Identifier: Apache-2.0
// The wall clock of a controller jumps, then that of an engine.
#include "harness/check/events.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::sys_6 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "SYS-6");
    const auto jump = [&] { return draw.chance.chance(0.5) ? 1h : -1h; };
    const Duration at = cluster.some_time();
    const std::string controller = draw.chance.chance(0.5) ? "leader" : "follower(0)";
    // The active one has more to lose.
    const std::string engine =
        draw.real() || draw.chance.chance(0.7) ? "active_of(vs1)" : "standby_of(vs1)";
    cluster.fault(at, faults::ClockStep{target(controller), jump()}, 1s);
    // Longer than an address lease, which is 2 s.
    cluster.fault(at + 1200ms, faults::ClockStep{target(engine), jump()}, 2500ms);
    cluster.ends(at + 4200ms);
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "SYS-6",
        .sentence =
            "A clock that jumps by an hour, of a controller or an engine, causes no failover",
        .source = "ours, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::never_reported(
                         {"SE_DOWN", "SE_DP_HB_FAILED", "SE_HEARTBEAT_FAILURE", "VS_SWITCHOVER",
                          "CONTROLLER_NODE_LEFT", "CONTROLLER_LEADER_FAILOVER"}),
                     harness::check::nothing_disturbed()},
        .defects = {"clock_used_for_liveness"},
    });
}

}  // namespace holdfast::properties::sys_6
