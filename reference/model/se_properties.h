// SPDX-License-Identifier: Apache-2.0
// SeProperties of the public API: the timers of the controller's two questions to an engine, the
// echo to a suspect and the heartbeat to everyone.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>

namespace holdfast::reference::model {

struct SeAgentProperties {
    std::uint32_t controller_echo_rpc_timeout = 2000;             ///< ms, 1-60000
    std::uint32_t controller_echo_miss_limit = 4;                 ///< 1-1000
    std::uint32_t controller_echo_rpc_aggressive_timeout = 2000;  ///< ms, 1-60000; pages say 500
    std::uint32_t controller_echo_miss_aggressive_limit = 2;      ///< 1-1000
    std::uint32_t controller_heartbeat_timeout_sec = 12;          ///< seconds, 1-60
    std::uint32_t controller_heartbeat_miss_limit = 6;            ///< 1-20
    bool operator==(const SeAgentProperties&) const = default;
};
BOOST_DESCRIBE_STRUCT(SeAgentProperties, (),
                      (controller_echo_rpc_timeout, controller_echo_miss_limit,
                       controller_echo_rpc_aggressive_timeout,
                       controller_echo_miss_aggressive_limit, controller_heartbeat_timeout_sec,
                       controller_heartbeat_miss_limit))

/// A singleton: /api/seproperties.
struct SeProperties {
    SeAgentProperties se_agent_properties;
    bool operator==(const SeProperties&) const = default;
};
BOOST_DESCRIBE_STRUCT(SeProperties, (), (se_agent_properties))

}  // namespace holdfast::reference::model
