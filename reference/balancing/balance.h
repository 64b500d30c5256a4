// SPDX-License-Identifier: Apache-2.0
// Which server takes the next connection, as pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace holdfast::reference::balancing {

/// One server of a pool as the balancer sees it.
struct Candidate {
    bool usable = true;             ///< up, and not yet tried for this connection
    std::uint64_t connections = 0;  ///< open now
};

/// The usable server with the fewest connections. Equal ones take turns: the first at or after
/// `turn`, counted around the pool. None usable: nothing.
std::optional<std::size_t> least_connections(std::span<const Candidate> servers, std::size_t turn);

/// The first usable server at or after `turn`, counted around the pool. None usable: nothing.
std::optional<std::size_t> round_robin(std::span<const Candidate> servers, std::size_t turn);

}  // namespace holdfast::reference::balancing
