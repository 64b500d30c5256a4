// SPDX-License-Identifier: Apache-2.0
// One UDP port of a virtual service: each client flow has a socket of its own towards a server,
// with the service's source address; answers leave from the VIP.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "reference/balancing/server_pool.h"
#include "reference/shell/accepted_from.h"
#include "reference/shell/counters.h"
#include "reference/shell/datagrams.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

/// A flow without a datagram in either direction is forgotten after this time.
inline constexpr Duration flow_idle_max = 30s;
/// More flows of one port than this are not begun: their datagrams are dropped and counted.
inline constexpr std::size_t flows_max = 16384;

class UdpForwarder {
  public:
    UdpForwarder(EventLoop& loop, balancing::ServerPool& pool, ServiceCounters& counters,
                 DatagramBatch& batch, std::vector<Ipv4Address> sources);
    ~UdpForwarder();

    Result<void> open(const Endpoint& listen);
    /// See AcceptedFrom.
    void accept_from(const AcceptedFrom& from) const { from.apply(listener_.get()); }
    bool serves(const Endpoint& client) const;
    /// Flows to servers that are down or gone from the pool end; their next datagram chooses anew.
    void leave_server(const protocol::ServerEndpoint& server);
    void leave_removed_servers();
    void forget_idle(Instant now);

  private:
    struct Flow;
    using Flows = std::unordered_map<std::uint64_t, std::unique_ptr<Flow>>;

    void forward();
    void answer(Flow& flow);
    void end_refused(const Flow& flow);
    Flow* flow_of(const sockaddr_in& client);
    std::unique_ptr<Flow> begin_flow(const sockaddr_in& client);
    void erase_if(const std::function<bool(const Flow&)>& condition);

    EventLoop& loop_;
    balancing::ServerPool& pool_;
    ServiceCounters& counters_;
    DatagramBatch& batch_;
    std::vector<Ipv4Address> sources_;
    std::uint16_t service_port_ = 0;
    UniqueFd listener_;
    std::unique_ptr<Watch> watch_;
    Flows flows_;
    std::uint64_t begun_ = 0;
};

}  // namespace holdfast::reference::shell
