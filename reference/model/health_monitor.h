// SPDX-License-Identifier: Apache-2.0
// HealthMonitor of the public API: how an engine finds out whether a server is up.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/opaque.h"

namespace holdfast::reference::model {

struct Schema;

enum class HttpResponseCode { HTTP_ANY, HTTP_1XX, HTTP_2XX, HTTP_3XX, HTTP_4XX, HTTP_5XX };
BOOST_DESCRIBE_ENUM(HttpResponseCode, HTTP_ANY, HTTP_1XX, HTTP_2XX, HTTP_3XX, HTTP_4XX, HTTP_5XX)

enum class HealthMonitorType {
    HEALTH_MONITOR_PING,
    HEALTH_MONITOR_TCP,
    HEALTH_MONITOR_HTTP,
    HEALTH_MONITOR_HTTPS,
    HEALTH_MONITOR_EXTERNAL,
    HEALTH_MONITOR_UDP,
    HEALTH_MONITOR_DNS,
    HEALTH_MONITOR_GSLB,
    HEALTH_MONITOR_SIP,
    HEALTH_MONITOR_RADIUS,
    HEALTH_MONITOR_SMTP,
    HEALTH_MONITOR_SMTPS,
    HEALTH_MONITOR_POP3,
    HEALTH_MONITOR_POP3S,
    HEALTH_MONITOR_IMAP,
    HEALTH_MONITOR_IMAPS,
    HEALTH_MONITOR_FTP,
    HEALTH_MONITOR_FTPS,
    HEALTH_MONITOR_LDAP,
    HEALTH_MONITOR_LDAPS,
    HEALTH_MONITOR_SCTP
};
BOOST_DESCRIBE_ENUM(HealthMonitorType, HEALTH_MONITOR_PING, HEALTH_MONITOR_TCP, HEALTH_MONITOR_HTTP,
                    HEALTH_MONITOR_HTTPS, HEALTH_MONITOR_EXTERNAL, HEALTH_MONITOR_UDP,
                    HEALTH_MONITOR_DNS, HEALTH_MONITOR_GSLB, HEALTH_MONITOR_SIP,
                    HEALTH_MONITOR_RADIUS, HEALTH_MONITOR_SMTP, HEALTH_MONITOR_SMTPS,
                    HEALTH_MONITOR_POP3, HEALTH_MONITOR_POP3S, HEALTH_MONITOR_IMAP,
                    HEALTH_MONITOR_IMAPS, HEALTH_MONITOR_FTP, HEALTH_MONITOR_FTPS,
                    HEALTH_MONITOR_LDAP, HEALTH_MONITOR_LDAPS, HEALTH_MONITOR_SCTP)

struct HealthMonitorTcp {
    std::string maintenance_response;
    bool tcp_half_open = false;
    std::string tcp_request;
    std::string tcp_response;
    bool operator==(const HealthMonitorTcp&) const = default;
};
BOOST_DESCRIBE_STRUCT(HealthMonitorTcp, (),
                      (maintenance_response, tcp_half_open, tcp_request, tcp_response))
const Schema& schema_of(const HealthMonitorTcp*);

struct HealthMonitorHttp {
    bool exact_http_request = false;
    std::string http_request = "GET / HTTP/1.0";
    std::string http_request_body;
    std::string http_response;
    std::vector<HttpResponseCode> http_response_code;
    std::vector<std::uint32_t> maintenance_code;
    std::string maintenance_response;
    std::optional<std::uint32_t> response_size;
    bool operator==(const HealthMonitorHttp&) const = default;
};
BOOST_DESCRIBE_STRUCT(HealthMonitorHttp, (),
                      (exact_http_request, http_request, http_request_body, http_response,
                       http_response_code, maintenance_code, maintenance_response, response_size))
const Schema& schema_of(const HealthMonitorHttp*);

struct HealthMonitorUdp {
    std::string maintenance_response;
    std::string udp_request;
    std::string udp_response;
    bool operator==(const HealthMonitorUdp&) const = default;
};
BOOST_DESCRIBE_STRUCT(HealthMonitorUdp, (), (maintenance_response, udp_request, udp_response))
const Schema& schema_of(const HealthMonitorUdp*);

struct HealthMonitor {
    std::string uuid;
    std::string name;
    HealthMonitorType type = HealthMonitorType::HEALTH_MONITOR_TCP;
    std::uint32_t send_interval = 10;
    std::uint32_t receive_timeout = 4;
    std::uint32_t failed_checks = 2;
    std::uint32_t successful_checks = 2;
    std::optional<std::uint32_t> monitor_port;  ///< 0 - Use server port
    std::optional<bool> allow_duplicate_monitors;
    std::string description;
    std::optional<bool> disable_quickstart;
    std::optional<Opaque> dns_monitor;       ///< HealthMonitorDNS
    std::optional<Opaque> external_monitor;  ///< HealthMonitorExternal
    std::optional<HealthMonitorHttp> http_monitor;
    std::optional<HealthMonitorHttp> https_monitor;
    bool is_federated = false;
    std::optional<HealthMonitorTcp> tcp_monitor;
    std::string tenant_ref;
    std::optional<HealthMonitorUdp> udp_monitor;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const HealthMonitor&) const = default;
};
BOOST_DESCRIBE_STRUCT(HealthMonitor, (),
                      (uuid, name, type, send_interval, receive_timeout, failed_checks,
                       successful_checks, monitor_port, allow_duplicate_monitors, description,
                       disable_quickstart, dns_monitor, external_monitor, http_monitor,
                       https_monitor, is_federated, tcp_monitor, tenant_ref, udp_monitor, markers))
const Schema& schema_of(const HealthMonitor*);

}  // namespace holdfast::reference::model
