// SPDX-License-Identifier: Apache-2.0
// Engines are cut from every controller while clients use their services.
#include <algorithm>

#include "harness/check/request_log.h"
#include "harness/property.h"
#include "properties/cluster_edits.h"
#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hdl_3 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-3");
    const Duration at = cluster.some_time();
    const Duration lasts = draw.real() ? 2500ms : draw.chance.between(1000, 6000) * 1ms;
    const std::string management = draw.topology.management;
    const faults::Fault from_engines = faults::Partition{
        {target("controllers")}, {target("se1"), target("se2")}, false, management};
    const faults::Fault all = faults::LinkSilent{target("controllers"), management};
    cluster.fault(at, draw.real() || draw.chance.chance(0.5) ? from_engines : all, lasts);
    // A connection that survived the silence is tried again as late as after twice its length.
    return with_phase(with_services(draw, cluster.scenario(), 2),
                      at + lasts + std::max<Duration>(lasts, 8 * cluster.heartbeat()));
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-3",
        .sentence = "Logs are queued while no controller is reachable, and delivered afterwards",
        .source = "K:impact-of-a-controller-failure, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster", "request_log"},
        .draw = draw,
        .checkers = {harness::check::every_request_is_logged_once()},
        .defects = {"queued_reports_lost", "reports_counted_twice"},
    });
}

}  // namespace holdfast::properties::hdl_3
