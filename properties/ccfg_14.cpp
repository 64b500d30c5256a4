// SPDX-License-Identifier: Apache-2.0
// A follower dies. A machine that has its address under another name is refused; by way of one node
// a machine at that address is a member again.
#include "harness/check/cluster_change.h"
#include "harness/check/control_plane.h"
#include "harness/property.h"
#include "properties/change_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ccfg_14 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-14");
    const Duration at = cluster.some_time();
    const Duration back = cluster.detection() + cluster.change_max();
    cluster.fault(at, faults::NodePowerOff{target("controller3")}, back);
    cluster.put_cluster(at + cluster.detection(),
                        {{"controller1", "198.18.0.5"},
                         {"controller2", "198.18.0.6"},
                         {"replacement", "198.18.0.7"}},
                        {"", true});
    cluster.change_to(at + cluster.detection() + 200ms, {"controller1"});
    cluster.change_to(at + back + 4 * cluster.heartbeat(),
                      {"controller1", "controller2", "controller3"});
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-14",
        .sentence =
            "A replacement that uses the address of the dead node goes through a one-node cluster",
        .source = "SDK, V",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::members_as_asked()},
        .defects = {"dead_address_accepted"},
    });
}

}  // namespace holdfast::properties::ccfg_14
