// SPDX-License-Identifier: Apache-2.0
#include "properties/cluster_edits.h"

#include "properties/pair_scenario.h"

namespace holdfast::properties {

using harness::scenario::Scenario;

Scenario with_single_controller(const Draw& draw, Scenario scenario) {
    using harness::topology::NodeRole;
    auto& cluster = scenario.deployment.cluster;
    cluster.controllers = {draw.topology.with_role(NodeRole::controller).front()->name};
    cluster.cluster_ip = false;
    return scenario;
}

Scenario with_host_names(Scenario scenario) {
    scenario.deployment.cluster.host_names = true;
    return scenario;
}

Scenario with_services(const Draw& draw, Scenario scenario, int count) {
    scenario.deployment.services =
        PairScenario(draw, scenario.property).services(count).scenario().deployment.services;
    return scenario;
}

Scenario with_phase(Scenario scenario, Duration length) {
    scenario.budgets.phase = length;
    return scenario;
}

}  // namespace holdfast::properties
