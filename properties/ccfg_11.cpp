// SPDX-License-Identifier: Apache-2.0
// The configuration and a member disagree on where it is: it is out, until the procedure ran there.
#include "harness/check/cluster_change.h"
#include "harness/check/leadership.h"
#include "harness/property.h"
#include "properties/change_scenario.h"

namespace holdfast::properties::ccfg_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ChangeScenario cluster(draw, "CCFG-11");
    const Duration at = cluster.some_time();
    const Duration out = at + cluster.election_max() + 2 * cluster.heartbeat();
    // controller3 is at 198.18.0.7.
    cluster.put_cluster(at,
                        {{"controller1", "198.18.0.5"},
                         {"controller2", "198.18.0.6"},
                         {"controller3", "198.18.0.66"}},
                        {});
    cluster.operation(
        out, harness::scenario::ChangeMembers{{"controller1", "controller2", "controller3"},
                                              {"controller3", false}});
    cluster.watch(out + cluster.change_max());
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CCFG-11",
        .sentence = "A member whose address changed is out until the change procedure ran on it",
        .source = "K:ctlr-cfg-update-after-ip-change, M",
        .topology = "cluster_with_spares",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::cluster_state_sequence(
                         {"CLUSTER_UP_HA_COMPROMISED", "CLUSTER_UP_HA_ACTIVE"}),
                     harness::check::members_as_asked()},
        .defects = {"moved_member_counts"},
    });
}

}  // namespace holdfast::properties::ccfg_11
