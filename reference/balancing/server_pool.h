// SPDX-License-Identifier: Apache-2.0
// The servers of one open service: who is up, who has how many connections, who is next. The same
// in the daemon and in the simulation.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "reference/balancing/passive_monitor.h"
#include "reference/persistence/client_keeper.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::balancing {

using protocol::ServerEndpoint;

/// A server that does not complete the handshake in this time is passed over for the next one.
inline constexpr Duration server_connect_timeout = 1s;

/// What the engine's core has said about servers, for all services. A server nobody has spoken of
/// counts as up.
class ServerStates {
  public:
    void set(const ServerEndpoint& server, bool up) { up_[server] = up; }
    bool up(const ServerEndpoint& server) const {
        const auto found = up_.find(server);
        return found == up_.end() || found->second;
    }

  private:
    std::map<ServerEndpoint, bool> up_;
};

class ServerPool {
  public:
    /// `clients`: who is at home where; null: nobody.
    explicit ServerPool(const ServerStates& states, persistence::ClientKeeper* clients = nullptr)
        : states_(states), clients_(clients) {}

    /// `spread`: other engines serve it at the same time.
    void change(const protocol::ResolvedPool& pool, bool spread = false);
    bool contains(const ServerEndpoint& server) const;

    /// The server for a new connection, without the ones already tried for it.
    std::optional<ServerEndpoint> choose(const std::set<ServerEndpoint>& tried = {});
    /// The same for this client, who may be at home at one that is up.
    std::optional<ServerEndpoint> choose_for(Ipv4Address client,
                                             const std::set<ServerEndpoint>& tried = {});
    /// Where a client that asked for `service_port` is sent: the server's own port, or with
    /// use_service_port the one that the client asked for.
    ServerEndpoint towards(const ServerEndpoint& server, std::uint16_t service_port) const;
    void connection_begins(const ServerEndpoint& server) { ++connections_[server]; }
    void connection_ends(const ServerEndpoint& server);
    /// What came of a client's connection or datagram to it, for the passive monitor.
    void client_failed(const ServerEndpoint& server) { passive_.failed(server); }
    void client_served(const ServerEndpoint& server) { passive_.served(server); }

  private:
    std::optional<std::size_t> balance(const std::set<ServerEndpoint>& excluded) const;

    const ServerStates& states_;
    persistence::ClientKeeper* clients_;
    protocol::ResolvedPool pool_;
    std::map<ServerEndpoint, std::uint64_t> connections_;
    PassiveMonitor passive_;
    std::size_t turn_ = 0;
    bool spread_ = false;
};

}  // namespace holdfast::reference::balancing
