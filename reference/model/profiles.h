// SPDX-License-Identifier: Apache-2.0
// The profiles that a virtual service refers to. The reference reads one thing of them: the
// transport of a NetworkProfile.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/opaque.h"

namespace holdfast::reference::model {

struct Schema;

enum class ApplicationProfileType {
    APPLICATION_PROFILE_TYPE_L4,
    APPLICATION_PROFILE_TYPE_HTTP,
    APPLICATION_PROFILE_TYPE_SYSLOG,
    APPLICATION_PROFILE_TYPE_DNS,
    APPLICATION_PROFILE_TYPE_SSL,
    APPLICATION_PROFILE_TYPE_SIP
};
BOOST_DESCRIBE_ENUM(ApplicationProfileType, APPLICATION_PROFILE_TYPE_L4,
                    APPLICATION_PROFILE_TYPE_HTTP, APPLICATION_PROFILE_TYPE_SYSLOG,
                    APPLICATION_PROFILE_TYPE_DNS, APPLICATION_PROFILE_TYPE_SSL,
                    APPLICATION_PROFILE_TYPE_SIP)

enum class ProtocolType {
    PROTOCOL_TYPE_TCP_PROXY,
    PROTOCOL_TYPE_TCP_FAST_PATH,
    PROTOCOL_TYPE_UDP_FAST_PATH,
    PROTOCOL_TYPE_UDP_PROXY
};
BOOST_DESCRIBE_ENUM(ProtocolType, PROTOCOL_TYPE_TCP_PROXY, PROTOCOL_TYPE_TCP_FAST_PATH,
                    PROTOCOL_TYPE_UDP_FAST_PATH, PROTOCOL_TYPE_UDP_PROXY)

struct ApplicationProfile {
    std::string uuid;
    std::string name;
    std::string description;
    std::optional<ApplicationProfileType> type;
    bool preserve_client_ip = false;
    bool preserve_client_port = false;
    bool preserve_dest_ip_port = false;
    std::optional<Opaque> http_profile;         ///< HTTPApplicationProfile
    std::optional<Opaque> tcp_app_profile;      ///< TCPApplicationProfile
    std::optional<Opaque> dns_service_profile;  ///< DnsServiceApplicationProfile
    std::optional<Opaque> dos_rl_profile;       ///< DosRateLimitProfile
    std::string created_by;
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const ApplicationProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(ApplicationProfile, (),
                      (uuid, name, description, type, preserve_client_ip, preserve_client_port,
                       preserve_dest_ip_port, http_profile, tcp_app_profile, dns_service_profile,
                       dos_rl_profile, created_by, tenant_ref, markers))
const Schema& schema_of(const ApplicationProfile*);

struct NetworkProfileUnion {
    ProtocolType type = ProtocolType::PROTOCOL_TYPE_TCP_PROXY;
    std::optional<Opaque> tcp_proxy_profile;      ///< TCPProxyProfile
    std::optional<Opaque> tcp_fast_path_profile;  ///< TCPFastPathProfile
    std::optional<Opaque> udp_fast_path_profile;  ///< UDPFastPathProfile
    std::optional<Opaque> udp_proxy_profile;      ///< UDPProxyProfile
    bool operator==(const NetworkProfileUnion&) const = default;
};
BOOST_DESCRIBE_STRUCT(NetworkProfileUnion, (),
                      (type, tcp_proxy_profile, tcp_fast_path_profile, udp_fast_path_profile,
                       udp_proxy_profile))
const Schema& schema_of(const NetworkProfileUnion*);

struct NetworkProfile {
    std::string uuid;
    std::string name;
    std::string description;
    NetworkProfileUnion profile;
    bool connection_mirror = false;
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const NetworkProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(NetworkProfile, (),
                      (uuid, name, description, profile, connection_mirror, tenant_ref, markers))
const Schema& schema_of(const NetworkProfile*);

struct AnalyticsProfile {
    std::string uuid;
    std::string name;
    std::string description;
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const AnalyticsProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(AnalyticsProfile, (), (uuid, name, description, tenant_ref, markers))
const Schema& schema_of(const AnalyticsProfile*);

}  // namespace holdfast::reference::model
