// SPDX-License-Identifier: Apache-2.0
#include "properties/change_scenario.h"

#include <algorithm>

#include "properties/pair_scenario.h"

namespace holdfast::properties {

namespace {

// Conflict-free: 4 to 10 minutes for all of a change, scaled as the heartbeats are, by 20.
constexpr Duration change_bound = Duration(10min) / 20;

}  // namespace

ChangeScenario::ChangeScenario(const Draw& draw, const std::string& rule)
    : draw_(draw), scenario_(ClusterScenario(draw, rule).scenario()) {
    scenario_.deployment.cluster.controllers = {"controller1", "controller2", "controller3"};
    scenario_.budgets.api_back = change_bound;
}

ChangeScenario& ChangeScenario::services(int count) {
    const auto drawn = PairScenario(draw_, scenario_.property).services(count).scenario();
    scenario_.deployment.services = drawn.deployment.services;
    return *this;
}

ChangeScenario& ChangeScenario::of(std::vector<std::string> controllers) {
    scenario_.deployment.cluster.controllers = std::move(controllers);
    return *this;
}

ChangeScenario& ChangeScenario::clients() {
    return clients_through(spec().controllers.front());
}

ChangeScenario& ChangeScenario::clients_through(const std::string& controller) {
    auto& api = scenario_.workload.api;
    api.writers = 2;
    api.readers = 2;
    api.objects = draw_.real() ? 3 : static_cast<int>(draw_.chance.between(1, 4));
    api.interval = draw_.real() ? 40ms : 100ms;
    api.through = {controller};
    return *this;
}

Duration ChangeScenario::some_time() {
    return 200ms + draw_.chance.between(0, heartbeat() / 1us) * 1us;
}

ChangeScenario& ChangeScenario::fault(Duration at, faults::Fault fault) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), std::nullopt});
    return watch(at + 2 * heartbeat());
}

ChangeScenario& ChangeScenario::fault(Duration at, faults::Fault fault, Duration lasts) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), lasts});
    return watch(at + lasts + 4 * heartbeat());
}

ChangeScenario& ChangeScenario::operation(Duration at, harness::scenario::Operation operation) {
    scenario_.operations.push_back({at, std::move(operation)});
    return watch(at + 4 * heartbeat());
}

ChangeScenario& ChangeScenario::put_cluster(Duration at, const std::vector<NodeAt>& nodes,
                                            harness::scenario::Route route) {
    std::string list;
    for (const NodeAt& node : nodes) {
        list += std::string(list.empty() ? "" : ", ") + R"({"name": ")" + node.name +
                R"(", "ip": {"addr": ")" + node.address + R"(", "type": "V4"}})";
    }
    return operation(
        at, harness::scenario::PutCluster{R"({"name": "cluster-0-1", "nodes": [)" + list + "]}",
                                          std::move(route)});
}

ChangeScenario& ChangeScenario::change_to(Duration at, std::vector<std::string> members) {
    operation(at, harness::scenario::ChangeMembers{std::move(members), {}});
    return watch(at + change_max());
}

ChangeScenario& ChangeScenario::recover(Duration at, const std::string& survivor) {
    operation(at, harness::scenario::ChangeMembers{{survivor}, {survivor, false}});
    return watch(at + change_max());
}

ChangeScenario& ChangeScenario::watch(Duration until) {
    scenario_.budgets.phase = std::max(scenario_.budgets.phase, until);
    return *this;
}

}  // namespace holdfast::properties
