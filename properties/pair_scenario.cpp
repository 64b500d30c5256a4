// SPDX-License-Identifier: Apache-2.0
#include "properties/pair_scenario.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace holdfast::properties {

namespace {

// A tenth of the documented 100 ms x 10 + 2 s x 4 = 9 s: 10 ms x 10 + 200 ms x 4 = 0.9 s. One
// factor for all eight timers (rules.md, end).
constexpr int time_scale = 10;

// From DOWN to the client's next answer: configuration to the survivor, address, gratuitous ARP,
// the gateway's cache, one probe interval. Tens of milliseconds on a busy machine; the rest is room
// for its scheduler.
constexpr Duration reaction_max = 300ms;

harness::scenario::DetectionTimers quick_timers() {
    harness::scenario::DetectionTimers timers;
    timers.dp_hb_frequency /= time_scale;
    timers.dp_aggressive_hb_frequency /= time_scale;
    timers.controller_echo_rpc_timeout /= time_scale;
    timers.controller_echo_rpc_aggressive_timeout /= time_scale;
    return timers;
}

}  // namespace

faults::Target target(const std::string& text) {
    const auto parsed = faults::parse_target(text);
    CHECK(parsed.has_value(), "{} is no target", text);
    return *parsed;
}

harness::scenario::Operation refused_patch(const std::string& collection, const std::string& name,
                                           const std::string& fields) {
    return harness::scenario::PatchObject{collection, name, fields, {"", true}};
}

harness::scenario::Operation both_servers() {
    return harness::scenario::PatchObject{
        "pool",
        "pool",
        R"({"servers":[{"ip":{"addr":"203.0.113.21","type":"V4"}},)"
        R"({"ip":{"addr":"203.0.113.22","type":"V4"}}]})",
        {}};
}

harness::scenario::Operation enable(const std::string& service, bool enabled) {
    return harness::scenario::PatchObject{
        "virtualservice", service, enabled ? R"({"enabled":true})" : R"({"enabled":false})", {}};
}

faults::Fault sudden_death(Rng& chance, const std::string& who) {
    if (chance.chance(0.5)) {
        return faults::ProcessCrash{target(who)};
    }
    return faults::NodePowerOff{target(who)};
}

void add_service(harness::scenario::Scenario& scenario, const harness::topology::Topology& topology,
                 const std::string& name, const std::string& group) {
    auto& services = scenario.deployment.services;
    CHECK(services.size() < topology.vips.size(), "{} has only {} VIPs", topology.name,
          topology.vips.size());
    harness::scenario::VirtualServiceSpec service;
    service.name = name;
    service.vip = topology.vips[services.size()];
    service.se_group = group;
    services.push_back(service);
}

void monitor_gateways(harness::scenario::Scenario& scenario,
                      const harness::topology::Topology& topology, int count, Duration interval,
                      std::uint32_t fail_threshold, std::uint32_t success_threshold) {
    auto& monitors = scenario.deployment.gateway_monitors;
    for (const auto* node : topology.with_role(harness::topology::NodeRole::gateway)) {
        if (monitors.size() < static_cast<std::size_t>(count)) {
            monitors.push_back({node->address_on(topology.front)->address, interval, fail_threshold,
                                success_threshold});
        }
    }
    CHECK(monitors.size() == static_cast<std::size_t>(count), "{} has too few gateways",
          topology.name);
    // Noticed within one interval more than the threshold; the peer is given two intervals to lose
    // it too; then a planned move.
    scenario.budgets.failover = monitors.front().loss_noticed() + 4 * interval + reaction_max;
}

// Documented are 300 s, 900 s and 60 s; the API counts them in whole seconds.
void open_cloud(harness::scenario::Scenario& scenario, Rng& chance,
                std::vector<std::string> machines) {
    harness::scenario::CloudSpec& cloud = scenario.deployment.cloud;
    cloud.write_access = true;
    cloud.machines = std::move(machines);
    cloud.start_time = chance.between(10, 200) * 1ms;
    cloud.se_spawn_retry_interval = 1s;
    cloud.se_create_timeout = 2s;
    cloud.vs_awaiting_se_timeout = 1s;
}

PairScenario::PairScenario(const Draw& draw, const std::string& rule) : draw_(draw) {
    scenario_.property = rule;
    scenario_.topology = draw.topology.name;
    scenario_.seed = draw.chance.below(1'000'000'000);
    scenario_.deployment.engines = {"se1", "se2"};
    scenario_.deployment.group.timers = quick_timers();
    scenario_.deployment.load_balancing = draw.chance.chance(0.5)
                                              ? harness::scenario::LoadBalancing::round_robin
                                              : harness::scenario::LoadBalancing::least_connections;
    // A new connection a service every 100 ms shows a break to within 100 ms beside the probes' 10
    // ms, and leaves the machine quiet.
    scenario_.workload.connection_interval = 100ms;
    bound_failover();
    watch(500ms);
}

void PairScenario::bound_failover() {
    auto& budgets = scenario_.budgets;
    if (draw_.promises != nullptr) {
        budgets.failover = draw_.promises->failover;
        budgets.settle = draw_.promises->settle;
        budgets.recovery = draw_.promises->recovery;
        return;
    }
    // Four periods: the window of harness/check/events.h. Noise of the testbed may be a tenth of
    // the bound.
    budgets.failover = timers().detection_time() + 4 * timers().heartbeat_period() + reaction_max;
}

PairScenario& PairScenario::cloud(std::vector<std::string> machines) {
    open_cloud(scenario_, draw_.chance, std::move(machines));
    return *this;
}

PairScenario& PairScenario::group_beside(const std::string& name,
                                         std::vector<std::string> engines) {
    harness::scenario::SeGroupSpec other;
    other.name = name;
    other.ha_mode = harness::scenario::HaMode::shared;
    other.timers = timers();
    scenario_.deployment.further_groups.push_back({std::move(other), std::move(engines)});
    return *this;
}

PairScenario& PairScenario::services(int count) {
    for (int i = 1; i <= count; ++i) {
        add_service(scenario_, draw_.topology, "vs" + std::to_string(i));
    }
    return *this;
}

PairScenario& PairScenario::services_with_random_tags(int count) {
    services(count);
    for (auto& service : scenario_.deployment.services) {
        service.active_standby_se_tag = draw_.chance.chance(0.5) ? 1 : 2;
    }
    return *this;
}

PairScenario& PairScenario::services_with_tags_in_turn(int count) {
    services(count);
    int tag = 1;
    for (auto& service : scenario_.deployment.services) {
        service.active_standby_se_tag = tag;
        tag = 3 - tag;
    }
    return *this;
}

PairScenario& PairScenario::services_on_both_tags(int count) {
    CHECK(count >= 2, "two tags need two services, not {}", count);
    services_with_random_tags(count);
    scenario_.deployment.services[0].active_standby_se_tag = 1;
    scenario_.deployment.services[1].active_standby_se_tag = 2;
    return *this;
}

PairScenario& PairScenario::distributed() {
    scenario_.deployment.group.distribute_load_active_standby = true;
    return *this;
}

PairScenario& PairScenario::sometimes_distributed() {
    return draw_.chance.chance(0.5) && draw_.can("distributed_load") ? distributed() : *this;
}

PairScenario& PairScenario::max_vs_per_se(std::uint32_t count) {
    scenario_.deployment.group.max_vs_per_se = count;
    return *this;
}

PairScenario& PairScenario::auto_redistribute() {
    scenario_.deployment.group.auto_redistribute_active_standby_load = true;
    return *this;
}

PairScenario& PairScenario::with_floating_and_snat() {
    auto& deployment = scenario_.deployment;
    deployment.group.floating_intf_ip = {draw_.topology.floating_ips.at(0)};
    for (std::size_t i = 0; i < deployment.services.size(); ++i) {
        deployment.services[i].snat_ip = draw_.topology.snat_ips.at(i);
    }
    return *this;
}

PairScenario& PairScenario::with_floating_lists() {
    auto& group = scenario_.deployment.group;
    group.floating_intf_ip = {draw_.topology.floating_ips.at(0)};
    if (group.distribute_load_active_standby) {
        group.floating_intf_ip_se_2 = {draw_.topology.floating_ips.at(1)};
    }
    return *this;
}

PairScenario& PairScenario::with_two_floating_addresses() {
    scenario_.deployment.group.floating_intf_ip = {draw_.topology.floating_ips.at(0),
                                                   draw_.topology.floating_ips.at(1)};
    return *this;
}

PairScenario& PairScenario::routing(int outbound_flows) {
    scenario_.deployment.group.enable_routing = true;
    scenario_.workload.outbound_flows = outbound_flows;
    return *this;
}

PairScenario& PairScenario::virtual_mac() {
    scenario_.deployment.group.enable_vmac = true;
    return *this;
}

PairScenario& PairScenario::documented_timers() {
    scenario_.deployment.group.timers = {};
    bound_failover();
    return *this;
}

PairScenario& PairScenario::random_timers() {
    auto& timers = scenario_.deployment.group.timers;
    Rng& chance = draw_.chance;
    timers.aggressive_failure_detection = chance.chance(0.5);
    // A real machine's scheduler is late by tens of milliseconds now and then: below 10 ms x 5 that
    // alone would look like silence.
    timers.dp_hb_frequency = chance.between(10, 40) * 1ms;
    timers.dp_hb_timeout_count = static_cast<std::uint32_t>(chance.between(5, 12));
    timers.dp_aggressive_hb_frequency = chance.between(10, 30) * 1ms;
    timers.dp_aggressive_hb_timeout_count = static_cast<std::uint32_t>(chance.between(5, 9));
    timers.controller_echo_rpc_timeout = chance.between(100, 300) * 1ms;
    timers.controller_echo_miss_limit = static_cast<std::uint32_t>(chance.between(2, 5));
    timers.controller_echo_rpc_aggressive_timeout = chance.between(80, 200) * 1ms;
    timers.controller_echo_miss_aggressive_limit = static_cast<std::uint32_t>(chance.between(2, 4));
    bound_failover();
    return *this;
}

PairScenario& PairScenario::heartbeats(Duration period, std::uint32_t misses) {
    scenario_.deployment.group.timers.dp_hb_frequency = period;
    scenario_.deployment.group.timers.dp_hb_timeout_count = misses;
    bound_failover();
    return *this;
}

PairScenario& PairScenario::aggressive(Duration heartbeat, std::uint32_t misses, Duration echo,
                                       std::uint32_t echo_misses) {
    auto& timers = scenario_.deployment.group.timers;
    timers = {};
    timers.aggressive_failure_detection = true;
    timers.dp_aggressive_hb_frequency = heartbeat;
    timers.dp_aggressive_hb_timeout_count = misses;
    timers.controller_echo_rpc_aggressive_timeout = echo;
    timers.controller_echo_miss_aggressive_limit = echo_misses;
    bound_failover();
    return *this;
}

PairScenario& PairScenario::monitored_gateways(int count) {
    // A tenth of the documented 1 s: 100 ms x 10 to lose a gateway, x 15 to see it again.
    return monitored_gateways(count, 100ms, 10, 15);
}

PairScenario& PairScenario::monitored_gateways(int count, Duration interval,
                                               std::uint32_t fail_threshold,
                                               std::uint32_t success_threshold) {
    monitor_gateways(scenario_, draw_.topology, count, interval, fail_threshold, success_threshold);
    return watch(500ms);
}

PairScenario& PairScenario::loses_gateway(Duration at, const std::string& engine,
                                          const std::string& gateway) {
    return fault(at, faults::GatewayPingsLost{target(engine), target(gateway)});
}

PairScenario& PairScenario::loses_gateway(Duration at, const std::string& engine,
                                          const std::string& gateway, Duration lasts) {
    return fault(at, faults::GatewayPingsLost{target(engine), target(gateway)}, lasts);
}

PairScenario& PairScenario::monitored_gateway_beyond(const std::string& gateway) {
    monitor_gateways(scenario_, draw_.topology, 1, 100ms, 10, 15);
    auto& monitor = scenario_.deployment.gateway_monitors.front();
    monitor.gateway_ip = draw_.topology.find(gateway)->interfaces.front().address.address;
    monitor.subnet = draw_.topology.find_segment(draw_.topology.front)->subnet;
    return watch(500ms);
}

const harness::scenario::GatewayMonitorSpec& PairScenario::gateway_monitor() const {
    CHECK(!scenario_.deployment.gateway_monitors.empty(), "no gateway is monitored");
    return scenario_.deployment.gateway_monitors.front();
}

Duration PairScenario::gateway_return_noticed() const {
    return gateway_monitor().return_noticed() + failover_bound() -
           gateway_monitor().loss_noticed() + 300ms;
}

PairScenario& PairScenario::monitored_servers(
    std::vector<harness::scenario::HealthMonitorSpec> monitors) {
    scenario_.deployment.health_monitors = std::move(monitors);
    return without_connections();
}

PairScenario& PairScenario::monitored_servers() {
    using Type = harness::scenario::HealthMonitorType;
    constexpr std::array types = {Type::tcp, Type::http, Type::ping};
    return monitored_servers({{.type = types[draw_.chance.below(types.size())]}});
}

PairScenario& PairScenario::servers(std::vector<std::string> nodes) {
    scenario_.deployment.servers = std::move(nodes);
    return *this;
}

PairScenario& PairScenario::flows(int count) {
    scenario_.workload.flows = count;
    return *this;
}

PairScenario& PairScenario::client_persistence() {
    scenario_.deployment.client_persistence = true;
    return *this;
}

PairScenario& PairScenario::round_robin() {
    scenario_.deployment.load_balancing = harness::scenario::LoadBalancing::round_robin;
    return *this;
}

PairScenario& PairScenario::connects_every(Duration interval) {
    scenario_.workload.connection_interval = interval;
    return *this;
}

PairScenario& PairScenario::hm_on_standby(bool on) {
    scenario_.deployment.group.hm_on_standby = on;
    return *this;
}

PairScenario& PairScenario::quiet(Duration length) {
    scenario_.budgets.quiet = length;
    return *this;
}

PairScenario& PairScenario::server_outage(Duration at, faults::Fault outage) {
    Duration down{};
    Duration up{};
    for (const auto& monitor : scenario_.deployment.monitors_of_pool()) {
        down = std::max(down, monitor.latest_verdict(monitor.failed_checks));
        up = std::max(up, monitor.latest_verdict(monitor.successful_checks));
    }
    fault(at, std::move(outage), down + 600ms);
    return watch(up + 600ms);
}

PairScenario& PairScenario::without_connections() {
    scenario_.workload.connections = 0;
    scenario_.workload.connection_interval = 0ms;
    return *this;
}

PairScenario& PairScenario::lone_engine() {
    scenario_.deployment.engines = {"se1"};
    return *this;
}

PairScenario& PairScenario::reconnect_wait(Duration wait) {
    scenario_.deployment.group.timers.warmstart_se_reconnect_wait_time = wait;
    return *this;
}

PairScenario& PairScenario::single_engine_detection(Duration period, std::uint32_t misses) {
    scenario_.deployment.group.timers.controller_heartbeat_timeout = period;
    scenario_.deployment.group.timers.controller_heartbeat_miss_limit = misses;
    return *this;
}

Duration PairScenario::some_time() {
    // Microseconds, so that every phase of a heartbeat period is hit.
    return 200ms + draw_.chance.between(0, 200'000) * 1us;
}

PairScenario& PairScenario::fault(Duration at, faults::Fault fault) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), std::nullopt});
    // A busy machine takes 200 ms to kill a program and to see it gone, and the bound counts from
    // then on.
    scenario_.budgets.phase = std::max(scenario_.budgets.phase, at + failover_bound() + 500ms);
    return *this;
}

PairScenario& PairScenario::fault(Duration at, faults::Fault fault, Duration lasts) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), lasts});
    scenario_.budgets.phase = std::max(scenario_.budgets.phase, at + lasts + 200ms);
    return *this;
}

PairScenario& PairScenario::operation(Duration at, harness::scenario::Operation operation) {
    scenario_.operations.push_back({at, std::move(operation)});
    scenario_.budgets.phase = std::max(scenario_.budgets.phase, at + failover_bound() + 200ms);
    return *this;
}

PairScenario& PairScenario::watch(Duration after) {
    Duration last{};
    for (const auto& scheduled : scenario_.schedule) {
        if (const auto* at = std::get_if<faults::AtInstant>(&scheduled.trigger)) {
            last = std::max(last, at->offset + scheduled.lasts.value_or(Duration{}));
        }
    }
    for (const auto& scheduled : scenario_.operations) {
        last = std::max(last, scheduled.at);
    }
    scenario_.budgets.phase = last + after;
    return *this;
}

faults::Fault PairScenario::sudden_death(const std::string& who) {
    const faults::Fault drawn = properties::sudden_death(draw_.chance, who);
    // A kernel that goes on answering is two owners whatever else is claimed; LEG-6 alone tries it.
    return draw_.can("releases_on_death") ? drawn : faults::NodePowerOff{target(who)};
}

faults::Fault PairScenario::any_engine_fault(const std::string& who) {
    switch (draw_.chance.below(4)) {
        case 0:
            return faults::GracefulStop{target(who)};
        case 1: {
            const faults::HeartbeatsLost silence{target(who), draw_.chance.chance(0.3)};
            return draw_.can("heartbeats_over_udp") ? faults::Fault(silence) : sudden_death(who);
        }
        default:
            return sudden_death(who);
    }
}

}  // namespace holdfast::properties
