// SPDX-License-Identifier: Apache-2.0
// HealthMonitor of the public API: how an engine finds out whether a server is up.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace holdfast::reference::model {

enum class HealthMonitorType { HEALTH_MONITOR_TCP, HEALTH_MONITOR_UDP, HEALTH_MONITOR_HTTP };
BOOST_DESCRIBE_ENUM(HealthMonitorType, HEALTH_MONITOR_TCP, HEALTH_MONITOR_UDP, HEALTH_MONITOR_HTTP)

/// Field names, defaults and ranges of the public schema. Validation is in validate.h.
struct HealthMonitor {
    std::string uuid;
    std::string name;
    HealthMonitorType type = HealthMonitorType::HEALTH_MONITOR_TCP;
    std::uint32_t send_interval = 10;           ///< seconds, 1-3600
    std::uint32_t receive_timeout = 4;          ///< seconds, 1-2400; below send_interval
    std::uint32_t failed_checks = 2;            ///< 1-50
    std::uint32_t successful_checks = 2;        ///< 1-50
    std::optional<std::uint32_t> monitor_port;  ///< 1-65535; none: the server's own port
    bool operator==(const HealthMonitor&) const = default;
};
BOOST_DESCRIBE_STRUCT(HealthMonitor, (),
                      (uuid, name, type, send_interval, receive_timeout, failed_checks,
                       successful_checks, monitor_port))

}  // namespace holdfast::reference::model
