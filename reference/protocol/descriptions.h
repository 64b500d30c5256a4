// SPDX-License-Identifier: Apache-2.0
// The one description of each message from which base/json.h reads and writes it, and the name that
// "type" has for it on the wire. Include it in .cpp files only.
#pragma once

#include <boost/describe.hpp>
#include <string_view>

#include "reference/protocol/json_lines.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::protocol {

BOOST_DESCRIBE_ENUM(Role, active, standby)
BOOST_DESCRIBE_ENUM(Transport, tcp, udp)
BOOST_DESCRIBE_STRUCT(ListeningPort, (), (port, transport))
BOOST_DESCRIBE_STRUCT(ServerEndpoint, (), (address, port))
BOOST_DESCRIBE_STRUCT(ResolvedPool, (),
                      (name, lb_algorithm, servers, use_service_port, client_persistence,
                       health_monitors, inline_health_monitor))
BOOST_DESCRIBE_STRUCT(Instance, (), (engine, data_link, draining))
BOOST_DESCRIBE_ENUM(FlowDistribution, load_aware, source_address, source_address_and_port)
BOOST_DESCRIBE_STRUCT(PlacedService, (),
                      (name, vip, snat_ips, ports, pool, role, engines, list_version, instances,
                       flow_distribution, answers_through_primary))
BOOST_DESCRIBE_STRUCT(Peer, (), (name, heartbeat_address))
BOOST_DESCRIBE_STRUCT(WatchedGateway, (), (gateway, interval, fail_threshold, success_threshold))
BOOST_DESCRIBE_STRUCT(FlowProbes, (), (enabled, retries, retry_interval))
BOOST_DESCRIBE_STRUCT(EngineConfiguration, (),
                      (generation, se_group, peers, self_se_election, heartbeat_period,
                       heartbeat_miss_limit, hm_on_standby, duplicate_probe_period,
                       duplicate_answer_limit, services, floating_ips, enable_routing, virtual_mac,
                       gateways, flow_probes, ended_outage))

BOOST_DESCRIBE_STRUCT(Register, (),
                      (engine, se_group, boot_id, version, heartbeat_address, active_services,
                       generation, interfaces, default_gateways, data_link))
BOOST_DESCRIBE_STRUCT(ConfigurationApplied, (), (generation))
BOOST_DESCRIBE_STRUCT(PeerSuspected, (), (peer, misses))
BOOST_DESCRIBE_STRUCT(PeerRecovered, (), (peer))
BOOST_DESCRIBE_STRUCT(EchoResponse, (), (id))
BOOST_DESCRIBE_STRUCT(ServerStateChanged, (), (pool, server, up))
BOOST_DESCRIBE_STRUCT(DataPathChanged, (), (up, outage))
BOOST_DESCRIBE_STRUCT(GatewaysLost, (), (gateways))
BOOST_DESCRIBE_STRUCT(ServiceLoad, (), (service, packets, bytes, connections, connections_open))
BOOST_DESCRIBE_STRUCT(LoadMeasured, (), (over, processor_percent, services))
BOOST_DESCRIBE_STRUCT(Goodbye, (), ())

BOOST_DESCRIBE_STRUCT(Configure, (), (configuration))
BOOST_DESCRIBE_STRUCT(EchoRequest, (), (id))
BOOST_DESCRIBE_STRUCT(RegistrationRefused, (), (reason))
BOOST_DESCRIBE_STRUCT(Leadership, (), (term, leads))

template <>
inline constexpr std::string_view type_name<Register> = "register";
template <>
inline constexpr std::string_view type_name<ConfigurationApplied> = "configuration_applied";
template <>
inline constexpr std::string_view type_name<PeerSuspected> = "peer_suspected";
template <>
inline constexpr std::string_view type_name<PeerRecovered> = "peer_recovered";
template <>
inline constexpr std::string_view type_name<EchoResponse> = "echo_response";
template <>
inline constexpr std::string_view type_name<ServerStateChanged> = "server_state_changed";
template <>
inline constexpr std::string_view type_name<DataPathChanged> = "data_path_changed";
template <>
inline constexpr std::string_view type_name<GatewaysLost> = "gateways_lost";
template <>
inline constexpr std::string_view type_name<LoadMeasured> = "load_measured";
template <>
inline constexpr std::string_view type_name<Goodbye> = "goodbye";
template <>
inline constexpr std::string_view type_name<Configure> = "configure";
template <>
inline constexpr std::string_view type_name<EchoRequest> = "echo_request";
template <>
inline constexpr std::string_view type_name<RegistrationRefused> = "registration_refused";
template <>
inline constexpr std::string_view type_name<Leadership> = "leadership";

}  // namespace holdfast::reference::protocol
