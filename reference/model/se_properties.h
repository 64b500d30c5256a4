// SPDX-License-Identifier: Apache-2.0
// SeProperties of the public API, a singleton: the timers of the controller's two questions to an
// engine, the echo to a suspect and the heartbeat to everyone; and of an engine's own question to
// the network, whether somebody else has its VIPs.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::reference::model {

struct Schema;

struct SeAgentProperties {
    std::uint32_t controller_echo_rpc_timeout = 2000;
    std::uint32_t controller_echo_miss_limit = 4;
    std::uint32_t controller_echo_rpc_aggressive_timeout = 2000;
    std::uint32_t controller_echo_miss_aggressive_limit = 2;
    std::uint32_t controller_heartbeat_timeout_sec = 12;
    std::uint32_t controller_heartbeat_miss_limit = 6;
    std::uint32_t controller_registration_timeout_sec = 30;
    std::uint32_t controller_rpc_timeout = 10;
    std::uint32_t headless_timeout_sec = 0;
    std::uint32_t send_se_ready_timeout = 300;
    bool operator==(const SeAgentProperties&) const = default;
};
BOOST_DESCRIBE_STRUCT(SeAgentProperties, (),
                      (controller_echo_rpc_timeout, controller_echo_miss_limit,
                       controller_echo_rpc_aggressive_timeout,
                       controller_echo_miss_aggressive_limit, controller_heartbeat_timeout_sec,
                       controller_heartbeat_miss_limit, controller_registration_timeout_sec,
                       controller_rpc_timeout, headless_timeout_sec, send_se_ready_timeout))
const Schema& schema_of(const SeAgentProperties*);

/// HDL-10: an engine without a controller asks by ARP for what it holds.
struct SeRuntimeProperties {
    std::uint32_t dupip_frequency = 0;      ///< from one question to the next; 0: never
    std::uint32_t dupip_timeout_count = 5;  ///< foreign answers that make it give a VIP up
    bool operator==(const SeRuntimeProperties&) const = default;
};
BOOST_DESCRIBE_STRUCT(SeRuntimeProperties, (), (dupip_frequency, dupip_timeout_count))
const Schema& schema_of(const SeRuntimeProperties*);

struct SeProperties {
    std::string uuid;
    SeAgentProperties se_agent_properties;
    SeRuntimeProperties se_runtime_properties;
    bool operator==(const SeProperties&) const = default;
};
BOOST_DESCRIBE_STRUCT(SeProperties, (), (uuid, se_agent_properties, se_runtime_properties))
const Schema& schema_of(const SeProperties*);

}  // namespace holdfast::reference::model
