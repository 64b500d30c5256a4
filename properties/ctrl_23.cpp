// SPDX-License-Identifier: Apache-2.0
// Controllers are killed one after the other while clients use six services, whose logs are spread
// over all of them.
#include "harness/check/request_log.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ctrl_23 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "CTRL-23");
    const Duration lasts = cluster.detection() + 5 * cluster.heartbeat();
    Duration at = cluster.some_time();
    const int killed = draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 3));
    const auto first = draw.chance.below(3);
    for (int i = 0; i < killed; ++i) {
        const std::string node =
            "controller" + std::to_string(1 + (first + static_cast<std::uint64_t>(i)) % 3);
        cluster.fault(at, faults::ProcessCrash{target(node)}, lasts);
        at += lasts + cluster.election_max();
    }
    return with_phase(with_services(draw, cluster.scenario(), 6), at);
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "CTRL-23",
        .sentence = "What a lost controller collected of services is collected by the others",
        .source = "K:overview-of-controller-cluster, K:cluster-operational-changes, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "request_log"},
        .draw = draw,
        .checkers = {harness::check::every_request_is_logged_once(),
                     harness::check::lost_collector_is_replaced()},
        .defects = {"collector_never_changes", "queued_reports_lost"},
    });
}

}  // namespace holdfast::properties::ctrl_23
