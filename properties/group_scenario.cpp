// SPDX-License-Identifier: Apache-2.0
#include "properties/group_scenario.h"

#include <algorithm>

#include "base/check.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties {

using harness::scenario::HaMode;

// Timers and bounds are those of a pair: the same two stages find a dead engine.
GroupScenario::GroupScenario(const Draw& draw, const std::string& rule)
    : draw_(draw), scenario_(PairScenario(draw, rule).scenario()) {
    scenario_.deployment.group.name = "elastic";
    scenario_.deployment.group.vs_scalein_timeout = 0;
    scenario_.deployment.engines.clear();
}

GroupScenario GroupScenario::n_plus_m(const Draw& draw, const std::string& rule) {
    GroupScenario made(draw, rule);
    made.scenario_.deployment.group.ha_mode = HaMode::shared;
    return made;
}

GroupScenario GroupScenario::active_active(const Draw& draw, const std::string& rule) {
    GroupScenario made(draw, rule);
    made.scenario_.deployment.group.ha_mode = HaMode::shared_pair;
    return made.instances(2);
}

GroupScenario& GroupScenario::engines(int count) {
    for (int i = 1; i <= count; ++i) {
        scenario_.deployment.engines.push_back("se" + std::to_string(i));
    }
    return *this;
}

GroupScenario& GroupScenario::engines(std::vector<std::string> names) {
    scenario_.deployment.engines = std::move(names);
    return *this;
}

GroupScenario& GroupScenario::services(int count) {
    for (int i = 1; i <= count; ++i) {
        add_service(scenario_, draw_.topology, "vs" + std::to_string(i));
    }
    return *this;
}

GroupScenario& GroupScenario::instances(std::uint32_t count) {
    scenario_.deployment.group.min_scaleout_per_vs = count;
    return *this;
}

GroupScenario& GroupScenario::answers_through_primary() {
    scenario_.deployment.group.se_tunnel_mode = 1;
    return *this;
}

GroupScenario& GroupScenario::drain(std::chrono::seconds timeout) {
    scenario_.deployment.group.vs_scalein_timeout = static_cast<std::uint32_t>(timeout.count());
    return *this;
}

GroupScenario& GroupScenario::quick_detection() {
    PairScenario quick(draw_, scenario_.property);
    quick.aggressive(10ms, 5, 100ms, 2);
    scenario_.deployment.group.timers = quick.timers();
    scenario_.budgets.failover = quick.failover_bound();
    return *this;
}

GroupScenario& GroupScenario::servers(std::vector<std::string> nodes) {
    scenario_.deployment.servers = std::move(nodes);
    return *this;
}

GroupScenario& GroupScenario::client_persistence() {
    scenario_.deployment.client_persistence = true;
    return *this;
}

GroupScenario& GroupScenario::pinged_servers() {
    scenario_.deployment.health_monitors = {{.type = harness::scenario::HealthMonitorType::ping}};
    return *this;
}

GroupScenario& GroupScenario::connects_every(Duration interval) {
    scenario_.workload.connection_interval = interval;
    return *this;
}

GroupScenario& GroupScenario::kept_connections(int count) {
    scenario_.workload.connections = count;
    return *this;
}

GroupScenario& GroupScenario::max_vs_per_se(std::uint32_t count) {
    scenario_.deployment.group.max_vs_per_se = count;
    return *this;
}

GroupScenario& GroupScenario::max_se(std::uint32_t count) {
    scenario_.deployment.group.max_se = count;
    return *this;
}

GroupScenario& GroupScenario::buffer(std::uint32_t engines) {
    scenario_.deployment.group.buffer_se = engines;
    return *this;
}

GroupScenario& GroupScenario::distributed() {
    scenario_.deployment.group.algo = harness::scenario::PlacementAlgorithm::distributed;
    return *this;
}

GroupScenario& GroupScenario::cloud(std::vector<std::string> machines) {
    open_cloud(scenario_, draw_.chance, std::move(machines));
    return *this;
}

GroupScenario& GroupScenario::cloud(int machines) {
    std::vector<std::string> in_turn;
    for (std::size_t place = 0; static_cast<int>(in_turn.size()) < machines; ++place) {
        for (const auto& host : draw_.topology.hosts) {
            if (static_cast<int>(in_turn.size()) < machines) {
                CHECK(place < host.machines.size(), "{} has no {} machines", draw_.topology.name,
                      machines);
                in_turn.push_back(host.machines[place]);
            }
        }
    }
    return cloud(std::move(in_turn));
}

GroupScenario& GroupScenario::unresponsive_se_reboot(Duration patience) {
    scenario_.deployment.cloud.unresponsive_se_reboot = patience;
    return *this;
}

GroupScenario& GroupScenario::minute(Duration length) {
    constexpr int heartbeats_a_minute = 6;
    scenario_.deployment.cluster.heartbeat_period = length / heartbeats_a_minute;
    scenario_.deployment.cluster.address_lease = scenario_.deployment.cluster.heartbeat_period;
    return *this;
}

GroupScenario& GroupScenario::vcenter_hosts(bool include, std::vector<std::string> hosts) {
    scenario_.deployment.group.vcenter_hosts = {include, std::move(hosts)};
    return *this;
}

GroupScenario& GroupScenario::group(
    const std::function<void(harness::scenario::SeGroupSpec&)>& change) {
    change(scenario_.deployment.group);
    return *this;
}

GroupScenario& GroupScenario::cloud_mood(Duration at, harness::scenario::SetCloud::Mood mood) {
    return operation(at, harness::scenario::SetCloud{mood});
}

GroupScenario& GroupScenario::beside(std::vector<std::string> engines) {
    harness::scenario::SeGroupSpec other = scenario_.deployment.group;
    other.name = "other";
    for (const std::string& engine : engines) {
        add_service(scenario_, draw_.topology, "vs-of-" + engine, other.name);
    }
    scenario_.deployment.further_groups.push_back({std::move(other), std::move(engines)});
    return *this;
}

GroupScenario& GroupScenario::empty_group(const std::string& name) {
    harness::scenario::SeGroupSpec other = scenario_.deployment.group;
    other.name = name;
    scenario_.deployment.further_groups.push_back({std::move(other), {}});
    return *this;
}

GroupScenario& GroupScenario::monitored_gateway() {
    monitor_gateways(scenario_, draw_.topology, 1, 100ms, 10, 15);
    return *this;
}

harness::scenario::Operation GroupScenario::one_more_service(const std::string& name) const {
    CHECK(scenario_.deployment.services.size() < draw_.topology.vips.size(),
          "no VIP of {} is left for {}", draw_.topology.name, name);
    return harness::scenario::CreateVirtualService{name, draw_.topology.vips.back(), {}};
}

Duration GroupScenario::some_time() {
    return 200ms + draw_.chance.between(0, 200'000) * 1us;
}

GroupScenario& GroupScenario::fault(Duration at, faults::Fault fault) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), std::nullopt});
    watch_until(at + apart());
    return *this;
}

GroupScenario& GroupScenario::fault(Duration at, faults::Fault fault, Duration lasts) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), lasts});
    watch_until(at + lasts + apart());
    return *this;
}

GroupScenario& GroupScenario::operation(Duration at, harness::scenario::Operation operation) {
    scenario_.operations.push_back({at, std::move(operation)});
    watch_until(at + 500ms);
    return *this;
}

GroupScenario& GroupScenario::disable(Duration at, const std::string& engine,
                                      const std::string& state) {
    return operation(at, harness::scenario::PatchObject{
                             "serviceengine", engine, R"({"enable_state": ")" + state + "\"}", {}});
}

GroupScenario& GroupScenario::watch_until(Duration end) {
    scenario_.budgets.phase = std::max(scenario_.budgets.phase, end);
    return *this;
}

}  // namespace holdfast::properties
