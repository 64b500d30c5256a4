// SPDX-License-Identifier: Apache-2.0
// Any message that validate.h accepts, drawn by RapidCheck. For tests only: it is heavy.
#pragma once

#include <rapidcheck.h>

#include "reference/protocol/messages.h"

namespace holdfast::reference::protocol::any {

/// Names with all that JSON has to escape.
inline rc::Gen<std::string> name() {
    return rc::gen::nonEmpty(rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::inRange<char>('a', 'z'),
                       rc::gen::element('"', '\\', '\n', '\t', ' ', '/', '{', '\x01'))));
}

inline Ipv4Address address() {
    return {*rc::gen::inRange<std::uint32_t>(1, ~0U)};
}

inline std::vector<Ipv4Address> addresses() {
    return *rc::gen::container<std::vector<Ipv4Address>>(rc::gen::exec(address));
}

inline ServerEndpoint server() {
    return {.address = address(), .port = *rc::gen::inRange<std::uint16_t>(1, 65535)};
}

inline model::HealthMonitor monitor() {
    model::HealthMonitor monitor;
    monitor.uuid = *rc::gen::arbitrary<bool>() ? *name() : "";
    monitor.name = *name();
    monitor.type = *rc::gen::element(model::HealthMonitorType::HEALTH_MONITOR_TCP,
                                     model::HealthMonitorType::HEALTH_MONITOR_UDP,
                                     model::HealthMonitorType::HEALTH_MONITOR_HTTP);
    monitor.send_interval = *rc::gen::inRange(1U, 3601U);
    monitor.receive_timeout = *rc::gen::inRange(1U, 2401U);
    monitor.failed_checks = *rc::gen::inRange(1U, 51U);
    monitor.successful_checks = *rc::gen::inRange(1U, 51U);
    if (*rc::gen::arbitrary<bool>()) {
        monitor.monitor_port = *rc::gen::inRange(1U, 65536U);
    }
    return monitor;
}

inline PlacedService service(const ServiceName& called) {
    PlacedService service;
    service.name = called;
    service.vip = address();
    service.snat_ips = addresses();
    service.ports = *rc::gen::container<std::vector<ListeningPort>>(rc::gen::exec([] {
        return ListeningPort{.port = *rc::gen::inRange<std::uint16_t>(1, 65535),
                             .transport = *rc::gen::element(Transport::tcp, Transport::udp)};
    }));
    service.pool.name = *name();
    service.pool.lb_algorithm =
        *rc::gen::element(model::LbAlgorithm::LB_ALGORITHM_LEAST_CONNECTIONS,
                          model::LbAlgorithm::LB_ALGORITHM_ROUND_ROBIN);
    service.pool.servers = *rc::gen::container<std::vector<ServerEndpoint>>(rc::gen::exec(server));
    service.pool.use_service_port = *rc::gen::arbitrary<bool>();
    service.pool.client_persistence = std::chrono::minutes(*rc::gen::inRange(0, 721));
    service.pool.inline_health_monitor = *rc::gen::arbitrary<bool>();
    for (const char* monitor_name : {"m1", "m2"}) {
        if (*rc::gen::arbitrary<bool>()) {
            service.pool.health_monitors.push_back(monitor());
            service.pool.health_monitors.back().name = monitor_name;
        }
    }
    service.role = *rc::gen::element(Role::active, Role::standby);
    if (*rc::gen::arbitrary<bool>()) {
        service.engines = {"se4", "se5"};
        service.list_version = *rc::gen::positive<std::uint64_t>();
        service.instances = {{.engine = "se4", .data_link = {{2, 0, 0, 0, 0, 4}}},
                             {.engine = "se5",
                              .data_link = {{2, 0, 0, 0, 0, 5}},
                              .draining = *rc::gen::arbitrary<bool>()}};
    }
    service.flow_distribution =
        *rc::gen::element(FlowDistribution::load_aware, FlowDistribution::source_address,
                          FlowDistribution::source_address_and_port);
    service.answers_through_primary = *rc::gen::arbitrary<bool>();
    return service;
}

inline WatchedGateway gateway(Ipv4Address at) {
    return {.gateway = at,
            .interval = std::chrono::milliseconds(*rc::gen::inRange(100, 60'001)),
            .fail_threshold = *rc::gen::inRange(3U, 51U),
            .success_threshold = *rc::gen::inRange(3U, 51U)};
}

inline EngineConfiguration configuration() {
    EngineConfiguration configuration;
    configuration.generation = *rc::gen::positive<std::uint64_t>();
    if (*rc::gen::arbitrary<bool>()) {
        configuration.peers = {{.name = "p1", .heartbeat_address = address()},
                               {.name = "p2", .heartbeat_address = address()}};
    }
    configuration.se_group = *name();
    configuration.self_se_election = *rc::gen::arbitrary<bool>();
    configuration.heartbeat_period = std::chrono::milliseconds(*rc::gen::inRange(1, 3'600'001));
    configuration.heartbeat_miss_limit = *rc::gen::inRange(1U, 1000U);
    configuration.hm_on_standby = *rc::gen::arbitrary<bool>();
    configuration.duplicate_probe_period =
        std::chrono::milliseconds(*rc::gen::inRange(0, 3'600'001));
    configuration.duplicate_answer_limit = *rc::gen::inRange(1U, 1000U);
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        configuration.services.push_back(service("vs" + std::to_string(i)));
    }
    configuration.floating_ips = addresses();
    configuration.enable_routing = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>()) {
        configuration.virtual_mac =
            MacAddress{{0x02, 0, 0, 0, 0, *rc::gen::arbitrary<std::uint8_t>()}};
    }
    for (std::uint32_t i = *rc::gen::inRange(0U, 3U); i > 0; --i) {
        configuration.gateways.push_back(gateway({i}));
    }
    return configuration;
}

inline ToEngine to_engine() {
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            return EchoRequest{*rc::gen::arbitrary<std::uint64_t>()};
        case 1:
            return RegistrationRefused{*name()};
        case 2:
            return Leadership{*rc::gen::positive<std::uint64_t>(), *rc::gen::arbitrary<bool>()};
        default:
            return Configure{configuration()};
    }
}

inline Flow flow() {
    return {.transport = *rc::gen::element(Transport::tcp, Transport::udp),
            .client = address(),
            .client_port = *rc::gen::inRange<std::uint16_t>(1, 65535),
            .vip = address(),
            .port = *rc::gen::inRange<std::uint16_t>(1, 65535)};
}

inline ClientHomes client_homes() {
    ClientHomes homes{*name(), {}};
    for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
        homes.clients.push_back(
            {address(), server(), std::chrono::milliseconds(*rc::gen::inRange(0, 1'000'000))});
    }
    return homes;
}

inline Register registration() {
    Register message;
    message.engine = *name();
    message.se_group = *name();
    message.boot_id = *rc::gen::arbitrary<std::uint64_t>();
    message.version = *name();
    message.heartbeat_address = address();
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        message.active_services.emplace_back(*name());
    }
    message.generation = *rc::gen::arbitrary<std::uint64_t>();
    if (*rc::gen::arbitrary<bool>()) {
        message.interfaces = {{address(), *rc::gen::inRange(0, 33)}};
        message.data_link = {{2, 0, 0, 0, 0, *rc::gen::arbitrary<std::uint8_t>()}};
    }
    message.default_gateways = addresses();
    return message;
}

inline ToController to_controller() {
    switch (*rc::gen::inRange(0, 9)) {
        case 0:
            return ConfigurationApplied{*rc::gen::arbitrary<std::uint64_t>()};
        case 1:
            return PeerSuspected{*name(), *rc::gen::arbitrary<std::uint32_t>()};
        case 2:
            return PeerRecovered{*name()};
        case 3:
            return EchoResponse{*rc::gen::arbitrary<std::uint64_t>()};
        case 4:
            return ServerStateChanged{*name(), server(), *rc::gen::arbitrary<bool>()};
        case 5:
            return Goodbye{};
        case 6:
            return DataPathChanged{*rc::gen::arbitrary<bool>(),
                                   *rc::gen::arbitrary<std::uint64_t>()};
        case 7:
            return GatewaysLost{addresses()};
        case 8:
            return LoadMeasured{std::chrono::milliseconds(*rc::gen::inRange(1, 10000)),
                                *rc::gen::inRange(0U, 101U),
                                {{*name(), *rc::gen::arbitrary<std::uint32_t>(), 2, 3, 4}}};
        default:
            return registration();
    }
}

inline Heartbeat heartbeat() {
    return {.from = *name(),
            .group = *rc::gen::arbitrary<bool>() ? *name() : "",
            .boot_id = *rc::gen::arbitrary<std::uint64_t>(),
            .sequence = *rc::gen::arbitrary<std::uint64_t>(),
            .generation = *rc::gen::arbitrary<std::uint64_t>()};
}

}  // namespace holdfast::reference::protocol::any
