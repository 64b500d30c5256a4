// SPDX-License-Identifier: Apache-2.0
// What one service's traffic amounted to since the engine started.
#pragma once

#include <cstdint>

namespace holdfast::reference::shell {

struct ServiceCounters {
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_open = 0;
    std::uint64_t connections_unserved = 0;  ///< reset, because no server took them
    std::uint64_t bytes_to_servers = 0;      ///< of TCP
    std::uint64_t bytes_to_clients = 0;
    std::uint64_t datagrams_to_servers = 0;
    std::uint64_t datagrams_to_clients = 0;
    std::uint64_t datagrams_dropped = 0;
    std::uint64_t flows_open = 0;  ///< of UDP
};

}  // namespace holdfast::reference::shell
