// SPDX-License-Identifier: Apache-2.0
// Nothing happens for several periods.
#include "harness/check/cluster_ip_period.h"
#include "harness/property.h"
#include "harness/scenario/cluster_time.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::cip_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CIP-8");
    const Duration period =
        harness::scenario::cluster_ip_period(cluster.scenario().deployment.cluster);
    const bool failover = !draw.real() && draw.chance.chance(0.3);
    if (failover) {
        cluster.fault(cluster.some_time(), faults::ProcessCrash{target("leader")});
    }
    return with_phase(cluster.scenario(), draw.real() ? 5 * period / 2 : 4 * period);
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CIP-8",
        .sentence = "The leader repeats the gratuitous ARP for the cluster IP every "
                    "cluster_ip_gratuitous_arp_period",
        .source = "API, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::cluster_ip_announced_again()},
        .defects = {"cluster_ip_announced_once"},
    });
}

}  // namespace holdfast::properties::cip_8
