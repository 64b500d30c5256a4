// SPDX-License-Identifier: Apache-2.0
#include "reference/balancing/server_pool.h"

#include <algorithm>
#include <iterator>

#include "reference/balancing/balance.h"

namespace holdfast::reference::balancing {

void ServerPool::change(const protocol::ResolvedPool& pool, bool spread) {
    pool_ = pool;
    spread_ = spread;
    if (clients_ != nullptr && pool.client_persistence > 0ns) {
        clients_->set_keep(pool.name, pool.client_persistence);
    }
}

bool ServerPool::contains(const ServerEndpoint& server) const {
    return std::find(pool_.servers.begin(), pool_.servers.end(), server) != pool_.servers.end();
}

std::optional<std::size_t> ServerPool::balance(const std::set<ServerEndpoint>& excluded) const {
    std::vector<Candidate> candidates;
    for (const ServerEndpoint& server : pool_.servers) {
        const auto open = connections_.find(server);
        candidates.push_back({.usable = states_.up(server) && !excluded.contains(server),
                              .connections = open == connections_.end() ? 0 : open->second});
    }
    return pool_.lb_algorithm == model::LbAlgorithm::LB_ALGORITHM_ROUND_ROBIN
               ? round_robin(candidates, turn_)
               : least_connections(candidates, turn_);
}

std::optional<ServerEndpoint> ServerPool::choose(const std::set<ServerEndpoint>& tried) {
    std::set<ServerEndpoint> excluded = tried;
    std::optional<std::size_t> chosen = balance(excluded);
    std::optional<std::size_t> next = chosen;
    while (next && pool_.inline_health_monitor && passive_.passes_over(pool_.servers[*next])) {
        excluded.insert(pool_.servers[*next]);
        next = balance(excluded);
        chosen = next ? next : chosen;  // a bad server is better than none
    }
    if (!chosen) {
        return std::nullopt;
    }
    turn_ = (*chosen + 1) % pool_.servers.size();
    return pool_.servers[*chosen];
}

std::optional<ServerEndpoint> ServerPool::choose_for(Ipv4Address client,
                                                     const std::set<ServerEndpoint>& tried) {
    if (clients_ == nullptr || pool_.client_persistence == 0ns) {
        return choose(tried);
    }
    const auto home = clients_->home_of(pool_.name, client);
    if (home && contains(*home) && states_.up(*home) && !tried.contains(*home)) {
        return home;
    }
    std::vector<ServerEndpoint> usable;
    std::copy_if(pool_.servers.begin(), pool_.servers.end(), std::back_inserter(usable),
                 [&](const auto& one) { return states_.up(one) && !tried.contains(one); });
    const auto chosen = spread_ ? persistence::first_home(client, usable) : choose(tried);
    if (chosen) {
        clients_->settle(pool_.name, client, *chosen);
    }
    return chosen;
}

ServerEndpoint ServerPool::towards(const ServerEndpoint& server, std::uint16_t service_port) const {
    return {server.address, pool_.use_service_port ? service_port : server.port};
}

void ServerPool::connection_ends(const ServerEndpoint& server) {
    const auto open = connections_.find(server);
    if (open != connections_.end() && --open->second == 0) {
        connections_.erase(open);
    }
}

}  // namespace holdfast::reference::balancing
