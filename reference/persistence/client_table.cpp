// SPDX-License-Identifier: Apache-2.0
#include "reference/persistence/client_table.h"

#include <algorithm>
#include <boost/container_hash/hash.hpp>
#include <utility>

namespace holdfast::reference::persistence {

using protocol::ClientHome;
using protocol::ClientHomes;
using protocol::ServerEndpoint;

namespace {

// Whoever takes over knows of a client that keeps coming to within this part of its time.
constexpr int told_per_keep = 4;

/// One pool's clients in as many messages as it takes.
class Packer {
  public:
    Packer(const std::string& pool, std::vector<ClientHomes>& out) : pool_(pool), out_(out) {}

    void add(const ClientHome& client) {
        if (room_ == 0) {
            out_.push_back({pool_, {}});
            room_ = protocol::client_homes_max;
        }
        out_.back().clients.push_back(client);
        --room_;
    }

  private:
    const std::string& pool_;
    std::vector<ClientHomes>& out_;
    std::size_t room_ = 0;
};

}  // namespace

// Rendezvous hashing: only clients of a server that goes or comes change.
std::optional<ServerEndpoint> first_home(Ipv4Address client,
                                         const std::vector<ServerEndpoint>& servers) {
    const auto affinity = [&](const ServerEndpoint& server) {
        std::size_t seed = client.value;
        boost::hash_combine(seed, server.address.value);
        boost::hash_combine(seed, server.port);
        return seed;
    };
    const auto best = std::max_element(
        servers.begin(), servers.end(),
        [&](const auto& one, const auto& other) { return affinity(one) < affinity(other); });
    return best == servers.end() ? std::nullopt : std::optional(*best);
}

Duration ClientTable::keep_of(const std::string& pool) const {
    const auto found = keep_.find(pool);
    return found == keep_.end() ? Duration::max() : found->second;
}

std::optional<ServerEndpoint> ClientTable::home_of(Instant now, const std::string& pool,
                                                   Ipv4Address client) {
    Clients& clients = pools_[pool];
    const auto found = clients.find(client);
    if (found == clients.end() || now - found->second.came > keep_of(pool)) {
        return std::nullopt;
    }
    found->second.came = now;
    note(pool, client, found->second);
    return found->second.server;
}

void ClientTable::note(const std::string& pool, Ipv4Address client, const Home& home) {
    if (!home.told || home.came - *home.told > keep_of(pool) / told_per_keep) {
        news_[pool].insert(client);
    }
}

void ClientTable::settle(Instant now, const std::string& pool, Ipv4Address client,
                         const ServerEndpoint& server) {
    Clients& clients = pools_[pool];
    const auto known = clients.find(client);
    if (known != clients.end() && known->second.server == server) {
        known->second.came = now;
        note(pool, client, known->second);
    } else if (known != clients.end() || clients.size() < clients_max) {
        clients[client] = {server, now, std::nullopt};
        note(pool, client, clients[client]);
    }
}

void ClientTable::hear(Instant now, const ClientHomes& homes) {
    Clients& clients = pools_[homes.pool];
    for (const ClientHome& one : homes.clients) {
        const Instant came = now - one.age;
        const auto known = clients.find(one.client);
        if (known != clients.end() ? known->second.came < came : clients.size() < clients_max) {
            clients[one.client] = {one.server, came, came};
        }
    }
}

std::vector<ClientHomes> ClientTable::news(Instant now) {
    std::vector<ClientHomes> messages;
    for (const auto& [pool, clients] : std::exchange(news_, {})) {
        Packer packer(pool, messages);
        for (const Ipv4Address client : clients) {
            const auto home = pools_[pool].find(client);
            if (home != pools_[pool].end()) {  // not forgotten meanwhile
                home->second.told = home->second.came;
                packer.add({client, home->second.server, now - home->second.came});
            }
        }
    }
    return messages;
}

std::vector<ClientHomes> ClientTable::all(Instant now) const {
    std::vector<ClientHomes> messages;
    for (const auto& [pool, clients] : pools_) {
        Packer packer(pool, messages);
        for (const auto& [client, home] : clients) {
            if (now - home.came <= keep_of(pool)) {
                packer.add({client, home.server, now - home.came});
            }
        }
    }
    return messages;
}

void ClientTable::forget_absent(Instant now) {
    for (auto& [pool, clients] : pools_) {
        std::erase_if(clients, [&, keep = keep_of(pool)](const auto& entry) {
            return now - entry.second.came > keep;
        });
    }
}

}  // namespace holdfast::reference::persistence
