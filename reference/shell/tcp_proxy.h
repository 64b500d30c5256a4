// SPDX-License-Identifier: Apache-2.0
// One TCP port of a virtual service: takes connections on the VIP and carries their bytes to a
// server and back. Destroying it resets its connections.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "reference/balancing/server_pool.h"
#include "reference/shell/accepted_from.h"
#include "reference/shell/counters.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

class ProxiedConnection;

class TcpProxy {
  public:
    using Served = std::function<void(const protocol::ServedRequest& request)>;
    /// `served` hears of every connection that is over.
    TcpProxy(EventLoop& loop, balancing::ServerPool& pool, ServiceCounters& counters,
             std::vector<Ipv4Address> sources, Served served);
    ~TcpProxy();

    /// Starts to listen; the address need not be here yet.
    Result<void> open(const Endpoint& listen);
    /// See AcceptedFrom.
    void accept_from(const AcceptedFrom& from);
    /// ServiceCounters::segments is up to date then.
    void count_segments();
    /// A connection of this client is open here.
    bool serves(const Endpoint& client) const { return clients_.contains(client); }

  private:
    void accept_all();
    void forget(std::uint64_t id);

    EventLoop& loop_;
    balancing::ServerPool& pool_;
    ServiceCounters& counters_;
    std::vector<Ipv4Address> sources_;
    Served served_;
    std::uint16_t service_port_ = 0;
    UniqueFd listener_;
    std::unique_ptr<Watch> watch_;
    Timer accept_again_;
    AcceptedFrom from_;
    std::map<std::uint64_t, std::unique_ptr<ProxiedConnection>> connections_;
    std::set<Endpoint> clients_;  ///< of those connections
    std::uint64_t last_id_ = 0;
};

}  // namespace holdfast::reference::shell
