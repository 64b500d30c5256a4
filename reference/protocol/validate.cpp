// SPDX-License-Identifier: Apache-2.0
#include "reference/protocol/validate.h"

#include <fmt/format.h>

#include <set>

namespace holdfast::reference::protocol {

namespace {

Result<void> check_monitor(const model::HealthMonitor& monitor, const std::string& pool) {
    if (monitor.send_interval == 0 || monitor.receive_timeout == 0 || monitor.failed_checks == 0 ||
        monitor.successful_checks == 0) {
        return bad_input(fmt::format(
            "pool {}: health monitor {}: send_interval, receive_timeout, failed_checks and "
            "successful_checks are {}, {}, {}, {}; each must be at least 1",
            pool, monitor.name, monitor.send_interval, monitor.receive_timeout,
            monitor.failed_checks, monitor.successful_checks));
    }
    return success;
}

Result<void> check_pool(const ResolvedPool& pool) {
    for (const ServerEndpoint& server : pool.servers) {
        if (server.address.unspecified() || server.port == 0) {
            return bad_input(fmt::format("pool {}: server {}:{} needs an address and a port",
                                         pool.name, to_string(server.address), server.port));
        }
    }
    std::set<std::string> names;
    for (const model::HealthMonitor& monitor : pool.health_monitors) {
        if (const auto sound = check_monitor(monitor, pool.name); !sound) {
            return sound;
        }
        if (!names.insert(monitor.name).second) {
            return bad_input(
                fmt::format("pool {} names health monitor '{}' twice", pool.name, monitor.name));
        }
    }
    return success;
}

Result<void> check_list(const PlacedService& service) {
    std::set<EngineName> names;
    for (const EngineName& engine : service.engines) {
        if (engine.empty() || !names.insert(engine).second) {
            return bad_input(fmt::format("service {}: its list of engines names '{}' twice or not",
                                         service.name.text(), engine.text()));
        }
    }
    if (!service.engines.empty() && service.list_version == 0) {
        return bad_input(
            fmt::format("service {}: its list of engines has no version, expected at "
                        "least 1",
                        service.name.text()));
    }
    return success;
}

Result<void> check_instances(const PlacedService& service) {
    std::set<EngineName> names;
    for (const Instance& instance : service.instances) {
        if (instance.engine.empty() || !names.insert(instance.engine).second) {
            return bad_input(fmt::format("service {}: its instances name '{}' twice or not",
                                         service.name.text(), instance.engine.text()));
        }
        if (instance.data_link == MacAddress{}) {
            return bad_input(fmt::format("service {}: instance {} has no hardware address",
                                         service.name.text(), instance.engine.text()));
        }
    }
    return success;
}

Result<void> check_service(const PlacedService& service) {
    if (service.name.empty()) {
        return bad_input("a service has no name");
    }
    if (service.vip.unspecified()) {
        return bad_input(fmt::format("service {}: no VIP", service.name.text()));
    }
    for (const ListeningPort& port : service.ports) {
        if (port.port == 0) {
            return bad_input(
                fmt::format("service {}: port 0, expected 1-65535", service.name.text()));
        }
    }
    for (const Ipv4Address snat : service.snat_ips) {
        if (snat.unspecified()) {
            return bad_input(fmt::format("service {}: SNAT address 0.0.0.0", service.name.text()));
        }
    }
    if (auto list = check_list(service); !list) {
        return list;
    }
    if (auto instances = check_instances(service); !instances) {
        return instances;
    }
    return check_pool(service.pool);
}

Result<void> check_heartbeats(const EngineConfiguration& configuration) {
    std::set<EngineName> names;
    for (const Peer& peer : configuration.peers) {
        if (peer.name.empty()) {
            return bad_input("a peer has no name");
        }
        if (!names.insert(peer.name).second) {
            return bad_input(fmt::format("peer {} is there twice", peer.name.text()));
        }
    }
    if (configuration.heartbeat_period < heartbeat_period_min ||
        configuration.heartbeat_period > heartbeat_period_max) {
        return bad_input(fmt::format(
            "heartbeat_period {}, expected {} to {}", to_string(configuration.heartbeat_period),
            to_string(heartbeat_period_min), to_string(heartbeat_period_max)));
    }
    if (configuration.heartbeat_miss_limit == 0) {
        return bad_input("heartbeat_miss_limit 0, expected at least 1");
    }
    return success;
}

Result<void> check_guard(const EngineConfiguration& configuration) {
    if (configuration.duplicate_probe_period < 0ms ||
        configuration.duplicate_probe_period > duplicate_probe_period_max) {
        return bad_input(fmt::format("duplicate_probe_period {}, expected 0 to {}",
                                     to_string(configuration.duplicate_probe_period),
                                     to_string(duplicate_probe_period_max)));
    }
    if (configuration.duplicate_answer_limit == 0) {
        return bad_input("duplicate_answer_limit 0, expected at least 1");
    }
    return success;
}

Result<void> check_flow_probes(const FlowProbes& probes) {
    return probes.retry_interval > 0ns
               ? success
               : Result<void>(bad_input(fmt::format("flow_probes: retry_interval {}, expected "
                                                    "more than 0",
                                                    to_string(probes.retry_interval))));
}

Result<void> check_gateways(const EngineConfiguration& configuration) {
    std::set<Ipv4Address> addresses;
    for (const WatchedGateway& watched : configuration.gateways) {
        const std::string name = to_string(watched.gateway);
        if (watched.gateway.unspecified() || !addresses.insert(watched.gateway).second) {
            return bad_input(fmt::format("gateway {} is watched twice or has no address", name));
        }
        if (watched.interval < gateway_interval_min || watched.interval > gateway_interval_max) {
            return bad_input(fmt::format(
                "gateway {}: interval {}, expected {} to {}", name, to_string(watched.interval),
                to_string(gateway_interval_min), to_string(gateway_interval_max)));
        }
        if (watched.fail_threshold == 0 || watched.success_threshold == 0) {
            return bad_input(fmt::format("gateway {}: thresholds {} and {}, expected at least 1",
                                         name, watched.fail_threshold, watched.success_threshold));
        }
    }
    return success;
}

Result<void> check_load(const LoadMeasured& load) {
    if (load.over <= 0ns) {
        return bad_input(fmt::format("over {}, expected more than 0", to_string(load.over)));
    }
    if (load.processor_percent > 100) {
        return bad_input(
            fmt::format("processor_percent {}, expected 0 to 100", load.processor_percent));
    }
    return success;
}

Result<void> check_named(const EngineName& name, std::string_view what) {
    return name.empty() ? Result<void>(bad_input(fmt::format("{} is empty", what))) : success;
}

}  // namespace

Result<void> validate(const EngineConfiguration& configuration) {
    if (configuration.generation == 0) {
        return bad_input("generation 0 means no configuration; the first one is 1");
    }
    if (auto heartbeats = check_heartbeats(configuration); !heartbeats) {
        return heartbeats;
    }
    if (auto guard = check_guard(configuration); !guard) {
        return guard;
    }
    if (auto probes = check_flow_probes(configuration.flow_probes); !probes) {
        return probes;
    }
    if (auto gateways = check_gateways(configuration); !gateways) {
        return gateways;
    }
    std::set<ServiceName> names;
    for (const PlacedService& service : configuration.services) {
        if (auto checked = check_service(service); !checked) {
            return checked;
        }
        if (!names.insert(service.name).second) {
            return bad_input(fmt::format("service {} is placed twice", service.name.text()));
        }
    }
    for (const Ipv4Address floating : configuration.floating_ips) {
        if (floating.unspecified()) {
            return bad_input("floating address 0.0.0.0");
        }
    }
    return success;
}

Result<void> validate(const ToEngine& message) {
    const auto* leadership = std::get_if<Leadership>(&message);
    if (leadership != nullptr && leadership->leads && leadership->term == 0) {
        return bad_input("nobody leads in term 0, which is before the first election");
    }
    const auto* configure = std::get_if<Configure>(&message);
    return configure != nullptr ? validate(configure->configuration) : success;
}

Result<void> validate(const ToController& message) {
    if (const auto* reg = std::get_if<Register>(&message)) {
        return check_named(reg->engine, "engine");
    }
    if (const auto* suspected = std::get_if<PeerSuspected>(&message)) {
        return check_named(suspected->peer, "peer");
    }
    if (const auto* recovered = std::get_if<PeerRecovered>(&message)) {
        return check_named(recovered->peer, "peer");
    }
    if (const auto* load = std::get_if<LoadMeasured>(&message)) {
        return check_load(*load);
    }
    return success;
}

}  // namespace holdfast::reference::protocol
