// SPDX-License-Identifier: Apache-2.0
// Pool and Server of the public API.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::reference::model {

enum class LbAlgorithm { LB_ALGORITHM_LEAST_CONNECTIONS, LB_ALGORITHM_ROUND_ROBIN };
BOOST_DESCRIBE_ENUM(LbAlgorithm, LB_ALGORITHM_LEAST_CONNECTIONS, LB_ALGORITHM_ROUND_ROBIN)

enum class IpAddrType { V4 };
BOOST_DESCRIBE_ENUM(IpAddrType, V4)

struct IpAddr {
    std::string addr;  ///< "192.0.2.100"
    IpAddrType type = IpAddrType::V4;
    bool operator==(const IpAddr&) const = default;
};
BOOST_DESCRIBE_STRUCT(IpAddr, (), (addr, type))

struct Server {
    IpAddr ip;
    std::optional<std::uint32_t> port;  ///< 1-65535; none: the pool's default_server_port
    bool enabled = true;
    bool operator==(const Server&) const = default;
};
BOOST_DESCRIBE_STRUCT(Server, (), (ip, port, enabled))

struct Pool {
    std::string uuid;
    std::string name;
    LbAlgorithm lb_algorithm = LbAlgorithm::LB_ALGORITHM_LEAST_CONNECTIONS;
    std::uint32_t default_server_port = 80;  ///< 1-65535
    /// Keep the port that the client asked for instead of the server's; needs a monitor_port.
    bool use_service_port = false;
    std::vector<Server> servers;
    std::vector<std::string> health_monitor_refs;  ///< at most 50; this slice uses the first
    bool enabled = true;
    bool operator==(const Pool&) const = default;
};
BOOST_DESCRIBE_STRUCT(Pool, (),
                      (uuid, name, lb_algorithm, default_server_port, use_service_port, servers,
                       health_monitor_refs, enabled))

}  // namespace holdfast::reference::model
