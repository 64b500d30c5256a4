// SPDX-License-Identifier: Apache-2.0
// The profiles that a virtual service or a pool refers to. The reference reads two things of them:
// the transport of a NetworkProfile, and how long a client stays with its server.
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

enum class PersistenceType {
    PERSISTENCE_TYPE_CLIENT_IP_ADDRESS,
    PERSISTENCE_TYPE_HTTP_COOKIE,
    PERSISTENCE_TYPE_TLS,
    PERSISTENCE_TYPE_CLIENT_IPV6_ADDRESS,
    PERSISTENCE_TYPE_CUSTOM_HTTP_HEADER,
    PERSISTENCE_TYPE_APP_COOKIE,
    PERSISTENCE_TYPE_GSLB_SITE
};
BOOST_DESCRIBE_ENUM(PersistenceType, PERSISTENCE_TYPE_CLIENT_IP_ADDRESS,
                    PERSISTENCE_TYPE_HTTP_COOKIE, PERSISTENCE_TYPE_TLS,
                    PERSISTENCE_TYPE_CLIENT_IPV6_ADDRESS, PERSISTENCE_TYPE_CUSTOM_HTTP_HEADER,
                    PERSISTENCE_TYPE_APP_COOKIE, PERSISTENCE_TYPE_GSLB_SITE)

struct IpPersistenceProfile {
    std::uint32_t ip_persistent_timeout = 5;  ///< minutes
    bool operator==(const IpPersistenceProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(IpPersistenceProfile, (), (ip_persistent_timeout))
const Schema& schema_of(const IpPersistenceProfile*);

/// The reference keeps clients at their servers by their address; other types are stored and given
/// back.
struct ApplicationPersistenceProfile {
    std::string uuid;
    std::string name;
    std::string description;
    PersistenceType persistence_type = PersistenceType::PERSISTENCE_TYPE_CLIENT_IP_ADDRESS;
    std::optional<IpPersistenceProfile> ip_persistence_profile;
    std::optional<Opaque> hdr_persistence_profile;          ///< HdrPersistenceProfile
    std::optional<Opaque> app_cookie_persistence_profile;   ///< AppCookiePersistenceProfile
    std::optional<Opaque> http_cookie_persistence_profile;  ///< HttpCookiePersistenceProfile
    bool is_federated = false;
    std::string tenant_ref;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const ApplicationPersistenceProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(ApplicationPersistenceProfile, (),
                      (uuid, name, description, persistence_type, ip_persistence_profile,
                       hdr_persistence_profile, app_cookie_persistence_profile,
                       http_cookie_persistence_profile, is_federated, tenant_ref, markers))
const Schema& schema_of(const ApplicationPersistenceProfile*);

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
