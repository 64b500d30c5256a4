// SPDX-License-Identifier: Apache-2.0
#include "reference/balancing/balance.h"

namespace holdfast::reference::balancing {

std::optional<std::size_t> least_connections(std::span<const Candidate> servers, std::size_t turn) {
    std::optional<std::size_t> best;
    for (std::size_t step = 0; step < servers.size(); ++step) {
        const std::size_t index = (turn + step) % servers.size();
        if (servers[index].usable &&
            (!best || servers[index].connections < servers[*best].connections)) {
            best = index;
        }
    }
    return best;
}

std::optional<std::size_t> round_robin(std::span<const Candidate> servers, std::size_t turn) {
    for (std::size_t step = 0; step < servers.size(); ++step) {
        const std::size_t index = (turn + step) % servers.size();
        if (servers[index].usable) {
            return index;
        }
    }
    return std::nullopt;
}

}  // namespace holdfast::reference::balancing
