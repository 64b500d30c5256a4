// SPDX-License-Identifier: Apache-2.0
#include "properties/elastic_scenario.h"

#include <algorithm>

#include "properties/cluster_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties {

using harness::scenario::HaMode;

ElasticScenario::ElasticScenario(const Draw& draw, const std::string& rule)
    : draw_(draw), scenario_(ClusterScenario(draw, rule).scenario()) {
    auto& deployment = scenario_.deployment;
    deployment.group.name = "elastic";
    deployment.group.ha_mode = draw.chance.chance(0.5) ? HaMode::shared_pair : HaMode::shared;
    deployment.group.min_scaleout_per_vs = 2;
    deployment.engines = {"se4", "se5", "se6"};
    scenario_.budgets.phase = 500ms;
}

ElasticScenario& ElasticScenario::instances(std::uint32_t count) {
    scenario_.deployment.group.min_scaleout_per_vs = count;
    return *this;
}

ElasticScenario& ElasticScenario::self_election() {
    scenario_.deployment.group.self_se_election = true;
    return *this;
}

ElasticScenario& ElasticScenario::engines(std::vector<std::string> names) {
    scenario_.deployment.engines = std::move(names);
    return *this;
}

ElasticScenario& ElasticScenario::controllers(std::vector<std::string> names) {
    scenario_.deployment.cluster.controllers = std::move(names);
    return *this;
}

ElasticScenario& ElasticScenario::beside_pair(const std::string& service) {
    harness::scenario::SeGroupSpec pair;
    pair.name = "pair";
    return beside(pair, {"se1", "se2"}, service);
}

ElasticScenario& ElasticScenario::beside(harness::scenario::SeGroupSpec group,
                                         std::vector<std::string> engines,
                                         const std::string& service) {
    group.timers = scenario_.deployment.group.timers;
    add_service(scenario_, draw_.topology, service, group.name);
    scenario_.deployment.further_groups.push_back({std::move(group), std::move(engines)});
    return *this;
}

Duration ElasticScenario::some_time() {
    return 200ms + draw_.chance.between(0, 200'000) * 1us;
}

ElasticScenario& ElasticScenario::fault(Duration at, faults::Fault fault) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), std::nullopt});
    return watch_until(at + failover_bound() + 200ms);
}

ElasticScenario& ElasticScenario::fault(Duration at, faults::Fault fault, Duration lasts) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), lasts});
    return watch_until(at + lasts + 200ms);
}

ElasticScenario& ElasticScenario::without_controller(Duration at, Duration lasts) {
    return fault(at, faults::ProcessCrash{target("controllers")}, lasts);
}

ElasticScenario& ElasticScenario::operation(Duration at, harness::scenario::Operation operation) {
    scenario_.operations.push_back({at, std::move(operation)});
    return watch_until(at + 200ms);
}

ElasticScenario& ElasticScenario::watch_until(Duration end) {
    scenario_.budgets.phase = std::max(scenario_.budgets.phase, end);
    return *this;
}

ElasticScenario& ElasticScenario::failover_within(Duration bound) {
    scenario_.budgets.failover = bound;
    return *this;
}

Duration ElasticScenario::election_max() const {
    const auto& cluster = scenario_.deployment.cluster;
    return cluster.detection_time() + 3 * cluster.heartbeat_period;
}

}  // namespace holdfast::properties
