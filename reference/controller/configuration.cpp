// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/configuration.h"

#include <fmt/format.h>

#include "base/check.h"
#include "reference/controller/floating.h"
#include "reference/controller/gateways.h"
#include "reference/controller/instances.h"

namespace holdfast::reference::controller {
namespace {

// Objects were validated when they were written.
Ipv4Address address_of(const model::IpAddr& address) {
    return parse_ipv4(address.addr).value();
}

std::vector<protocol::ListeningPort> ports_of(const SystemState& s,
                                              const model::VirtualService& vs) {
    std::vector<protocol::ListeningPort> ports;
    for (const model::Service& service : vs.services) {
        const std::string& profile = service.override_network_profile_ref.empty()
                                         ? vs.network_profile_ref
                                         : service.override_network_profile_ref;
        const bool udp = carries_datagrams(s.store, profile);
        for (std::uint32_t port = service.port; port <= service.port_range_end; ++port) {
            ports.push_back({static_cast<std::uint16_t>(port),
                             udp ? protocol::Transport::udp : protocol::Transport::tcp});
        }
    }
    return ports;
}

// Monitors of other types are kept for the client; servers they alone watch count as up.
bool engines_can(const model::HealthMonitor& monitor) {
    using Type = model::HealthMonitorType;
    return monitor.type == Type::HEALTH_MONITOR_TCP || monitor.type == Type::HEALTH_MONITOR_UDP ||
           monitor.type == Type::HEALTH_MONITOR_HTTP ||
           monitor.type == Type::HEALTH_MONITOR_HTTPS || monitor.type == Type::HEALTH_MONITOR_PING;
}

Duration client_persistence(const SystemState& s, const model::Pool& pool) {
    const auto* profile = s.store.of<model::ApplicationPersistenceProfile>().referred(
        pool.application_persistence_profile_ref);
    const bool by_address =
        profile != nullptr &&
        profile->persistence_type == model::PersistenceType::PERSISTENCE_TYPE_CLIENT_IP_ADDRESS;
    return by_address ? std::chrono::minutes(
                            profile->ip_persistence_profile.value_or(model::IpPersistenceProfile{})
                                .ip_persistent_timeout)
                      : Duration{};
}

protocol::ResolvedPool resolved(const SystemState& s, const model::VirtualService& vs) {
    const model::Pool* pool = s.store.of<model::Pool>().referred(vs.pool_ref);
    protocol::ResolvedPool out;
    if (pool == nullptr) {
        return out;
    }
    out.name = pool->name;
    out.lb_algorithm = pool->lb_algorithm;
    out.use_service_port = pool->use_service_port;
    out.client_persistence = client_persistence(s, *pool);
    out.inline_health_monitor = pool->inline_health_monitor;
    for (const model::Server& server : pool->servers) {
        if (pool->enabled && server.enabled) {
            out.servers.push_back(
                {address_of(server.ip),
                 static_cast<std::uint16_t>(server.port.value_or(pool->default_server_port))});
        }
    }
    for (const std::string& reference : pool->health_monitor_refs) {
        const auto* monitor = s.store.of<model::HealthMonitor>().referred(reference);
        CHECK(monitor != nullptr, "pool {} has a dangling health monitor", pool->name);
        const auto same = [&](const auto& other) { return other.name == monitor->name; };
        if (engines_can(*monitor) &&
            std::none_of(out.health_monitors.begin(), out.health_monitors.end(), same)) {
            out.health_monitors.push_back(*monitor);
        }
    }
    return out;
}

// GW-13: what is on its way between two engines is active on neither.
bool holds(const SystemState& s, const std::optional<EngineName>& active, const Engine& engine,
           const std::string& key) {
    return active == engine.name && !s.moves.moving(key);
}

protocol::FlowDistribution flow_distribution(model::FlowDist from) {
    using To = protocol::FlowDistribution;
    switch (from) {
        case model::FlowDist::CONSISTENT_HASH_SOURCE_IP_ADDRESS:
            return To::source_address;
        case model::FlowDist::CONSISTENT_HASH_SOURCE_IP_ADDRESS_AND_PORT:
            return To::source_address_and_port;
        case model::FlowDist::LOAD_AWARE:
            break;
    }
    return To::load_aware;
}

/// SCL-5: se_tunnel_mode 1 forbids direct answers, 2 demands them, 0 leaves it to the cloud.
/// OpenStack's networks let a machine send from no address but its own.
bool answers_through_primary(const SystemState& s, const model::ServiceEngineGroup& group) {
    enum Mode : std::uint32_t { by_cloud = 0, tunnel = 1 };
    if (group.se_tunnel_mode != by_cloud) {
        return group.se_tunnel_mode == tunnel;
    }
    const model::Cloud* cloud = s.store.of<model::Cloud>().referred(group.cloud_ref);
    return cloud != nullptr && cloud->vtype == model::CloudType::CLOUD_OPENSTACK;
}

protocol::PlacedService placed(const SystemState& s, const model::VirtualService& vs,
                               const Engine& engine, const ServicePlace& place) {
    const auto* vs_vip = s.store.of<model::VsVip>().referred(vs.vsvip_ref);
    const bool active = holds(s, place.active, engine, move_key(vs));
    return {.name = vs.name,
            .vip = address_of(vs_vip->vip.at(0).ip_address),
            .snat_ips = sources_of(s, vs, engine),
            .ports = ports_of(s, vs),
            .pool = resolved(s, vs),
            .role = active ? protocol::Role::active : protocol::Role::standby,
            .engines = place.engines,
            .list_version = place.list_version,
            .instances = instances_of(s, vs, engine),
            .flow_distribution = flow_distribution(vs.flow_dist),
            .answers_through_primary = answers_through_primary(s, group_of(s, engine))};
}

// LEG-8, FIP: each list is held by the engine that is active for its tag.
std::vector<Ipv4Address> floating_ips(const SystemState& s, const model::ServiceEngineGroup& group,
                                      const Engine& engine) {
    std::vector<Ipv4Address> addresses;
    for (std::size_t list = 0; list < 2; ++list) {
        if (holds(s, floating_place(s, group, list).active, engine, move_key(group, list))) {
            const auto more = addresses_of(floating_addresses(s, group, list));
            addresses.insert(addresses.end(), more.begin(), more.end());
        }
    }
    return addresses;
}

// FIP-11: one for both engines of the group, and for no other one: its uuid says which. It is
// administered locally, and of one interface (IEEE 802).
MacAddress virtual_mac_of(const model::ServiceEngineGroup& group) {
    constexpr std::uint64_t offset_basis = 14695981039346656037U;  // FNV-1a
    constexpr std::uint64_t prime = 1099511628211U;
    std::uint64_t hash = offset_basis;
    for (const char letter : group.uuid) {
        hash = (hash ^ static_cast<std::uint8_t>(letter)) * prime;
    }
    MacAddress mac;
    for (std::uint8_t& octet : mac.octets) {
        octet = static_cast<std::uint8_t>(hash);
        hash >>= 8U;
    }
    mac.octets[0] = static_cast<std::uint8_t>((mac.octets[0] & 0xFCU) | 0x02U);
    return mac;
}

/// FIP-12: routing is for groups with one list.
void add_routing(const model::ServiceEngineGroup& group,
                 protocol::EngineConfiguration& configuration) {
    if (configuration.floating_ips.empty() || !group.enable_routing.value_or(false)) {
        return;
    }
    configuration.enable_routing = true;
    if (group.enable_vmac.value_or(false)) {
        configuration.virtual_mac = virtual_mac_of(group);
    }
}

void remember_assignments(SystemState& s, const Engine& engine) {
    for (const protocol::PlacedService& service : engine.sent->services) {
        const auto* stored = s.store.of<model::VirtualService>().find_name(service.name.text());
        ServicePlace& place = s.services.edit(stored->object.uuid);
        if (service.role == protocol::Role::active && place.assigned == 0) {
            place.assigned = engine.sent->generation;
        }
    }
}

}  // namespace

std::vector<Ipv4Address> addresses_of(const std::vector<model::IpAddr>& list) {
    std::vector<Ipv4Address> addresses;
    for (const model::IpAddr& address : list) {
        addresses.push_back(address_of(address));
    }
    return addresses;
}

std::string move_key(const model::VirtualService& vs) {
    return vs.uuid;
}

std::string move_key(const model::ServiceEngineGroup& group, std::size_t floating_list) {
    return fmt::format("{} floating list {}", group.uuid, floating_list + 1);
}

Heartbeats heartbeats_of(const model::ServiceEngineGroup& group) {
    return group.aggressive_failure_detection
               ? Heartbeats{std::chrono::milliseconds(group.dp_aggressive_hb_frequency),
                            group.dp_aggressive_hb_timeout_count}
               : Heartbeats{std::chrono::milliseconds(group.dp_hb_frequency),
                            group.dp_hb_timeout_count};
}

protocol::EngineConfiguration configuration_for(const SystemState& s, const Engine& engine) {
    const model::ServiceEngineGroup& group = group_of(s, engine);
    const Heartbeats heartbeats = heartbeats_of(group);
    protocol::EngineConfiguration configuration;
    configuration.se_group = group.name;
    configuration.heartbeat_period = heartbeats.period;
    configuration.heartbeat_miss_limit = heartbeats.miss_limit;
    // A secondary is ready to serve, so that it always probes; hm_on_standby is of pairs.
    configuration.hm_on_standby = !group.legacy() || group.hm_on_standby;
    configuration.self_se_election = !group.legacy() && group.self_se_election;  // HDL-15
    const auto& runtime = s.store.the<model::SeProperties>().se_runtime_properties;
    configuration.duplicate_probe_period = std::chrono::milliseconds(runtime.dupip_frequency);
    configuration.duplicate_answer_limit = runtime.dupip_timeout_count;
    // The peer stays in the configuration while it is down: heartbeats resume when it returns.
    for (const Engine* peer : peers_of(const_cast<SystemState&>(s), engine)) {
        configuration.peers.push_back({peer->name, peer->heartbeat_address});
    }
    for (const model::VirtualService* vs : services_on(s, engine, group)) {
        configuration.services.push_back(placed(s, *vs, engine, s.services.at(vs->uuid)));
    }
    configuration.floating_ips = floating_ips(s, group, engine);
    add_routing(group, configuration);
    configuration.gateways = watched_gateways(s, engine);
    configuration.ended_outage = engine.ended_outage;
    configuration.flow_probes = {
        .enabled = !group.disable_flow_probes,
        .retries = group.se_flow_probe_retries,
        .retry_interval = std::chrono::milliseconds(group.se_flow_probe_retry_timer)};
    return configuration;
}

void send_configurations(SystemState& s) {
    for (Engine& engine : s.engines) {
        if (!engine.connection || !concerns(s, engine, group_of(s, engine))) {
            continue;
        }
        protocol::EngineConfiguration wanted = configuration_for(s, engine);
        s.services_looked_at += wanted.services.size();
        wanted.generation = engine.sent ? engine.sent->generation : 0;
        if (engine.sent && *engine.sent == wanted) {
            continue;
        }
        wanted.generation = ++s.generation;
        s.dirty = true;
        engine.sent = wanted;
        std::erase_if(engine.heartbeats_to, [&](const EngineName& name) {
            return std::none_of(wanted.peers.begin(), wanted.peers.end(),
                                [&](const protocol::Peer& peer) { return peer.name == name; });
        });
        send(s, engine, protocol::Configure{std::move(wanted)});
        s.moves.configured(engine.name, engine.sent->generation);
        remember_assignments(s, engine);
    }
}

}  // namespace holdfast::reference::controller
