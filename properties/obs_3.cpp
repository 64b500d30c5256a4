// SPDX-License-Identifier: Apache-2.0
// A controller is lost, then the standby engine.
#include "harness/check/events.h"
#include "harness/check/leadership.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::obs_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "OBS-3");
    const Duration first = cluster.some_time();
    const Duration lasts = cluster.detection() + 2 * cluster.heartbeat();
    const Duration second = first + lasts + cluster.heartbeat();
    cluster.fault(first, faults::ProcessCrash{target("follower(1)")}, lasts);
    cluster.fault(second, faults::ProcessCrash{target("standby_of(vs1)")}, 2s);
    return with_phase(cluster.scenario(), second + 3s);
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "OBS-3",
        .sentence = "A cluster that lost a node and a pair that lost its standby are reported, and "
                    "no traffic is lost",
        .source = "K:faults-in-avi-system, K:elastic-ha, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::cluster_state_sequence(
                         {"CLUSTER_UP_HA_COMPROMISED", "CLUSTER_UP_HA_ACTIVE"}),
                     harness::check::event_sequence(
                         {{"CONTROLLER_NODE_LEFT", ""}, {"VS_SE_HA_COMPROMISED", ""}}),
                     harness::check::nothing_disturbed()},
        .defects = {"always_complete", "lost_controller_not_reported", "standby_loss_unreported"},
    });
}

}  // namespace holdfast::properties::obs_3
