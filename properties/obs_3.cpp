// SPDX-License-Identifier: Apache-2.0
// A controller is lost, then the standby engine of a pair, then an instance of a service that shall
// have two. (The fourth case, a buffer of N+M that is used up, needs a system that keeps one.)
#include "harness/check/events.h"
#include "harness/check/flow_spreading.h"
#include "harness/check/leadership.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/elastic_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::obs_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ElasticScenario elastic(draw, "OBS-3");
    elastic.engines({"se4", "se5"}).beside_pair("vs2");
    const Duration heartbeat = elastic.scenario().deployment.cluster.heartbeat_period;
    const Duration controller_dies = elastic.some_time();
    const Duration lasts = elastic.election_max();
    const Duration standby_dies = controller_dies + lasts + heartbeat;
    const Duration outage = elastic.failover_bound() + 300ms;
    const Duration instance_dies = standby_dies + outage + 1s;
    elastic.fault(controller_dies, faults::ProcessCrash{target("follower(1)")}, lasts);
    elastic.fault(standby_dies, faults::ProcessCrash{target("standby_of(vs2)")}, outage);
    elastic.fault(instance_dies, faults::ProcessCrash{target("standby_of(vs1)")}, outage);
    return elastic.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "OBS-3",
        .sentence = "A cluster that lost a node, a pair that lost its standby and a service that "
                    "lacks an instance are reported; no traffic is lost but that of the instance",
        .source = "K:faults-in-avi-system, K:elastic-ha, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "elastic_groups", "legacy_active_standby"},
        .draw = draw,
        .checkers = {harness::check::cluster_state_sequence(
                         {"CLUSTER_UP_HA_COMPROMISED", "CLUSTER_UP_HA_ACTIVE"}),
                     harness::check::event_sequence({{"CONTROLLER_NODE_LEFT", ""},
                                                     {"VS_SE_HA_COMPROMISED", "vs2"},
                                                     {"VS_SE_HA_COMPROMISED", "vs1"}}),
                     harness::check::services_on_sound_engines_undisturbed(),
                     harness::check::flows_survive_death_of_secondary()},
        .defects = {"always_complete", "lost_controller_not_reported", "standby_loss_unreported",
                    "shortage_unreported"},
    });
}

}  // namespace holdfast::properties::obs_3
