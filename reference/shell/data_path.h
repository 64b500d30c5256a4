// SPDX-License-Identifier: Apache-2.0
// The traffic of all services that this engine carries now.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "reference/balancing/server_pool.h"
#include "reference/persistence/client_keeper.h"
#include "reference/protocol/messages.h"
#include "reference/shell/counters.h"
#include "reference/shell/event_loop.h"

namespace holdfast::reference::shell {

class DataPath {
  public:
    /// Hears of every TCP connection that is over, also while the data path is destroyed.
    using Served = std::function<void(const protocol::ServiceName& service,
                                      const protocol::ServedRequest& request)>;
    explicit DataPath(EventLoop& loop, Served served = nullptr);
    ~DataPath();

    /// Accepts the service's traffic, or takes over its changed pool, ports or addresses.
    void open(const protocol::PlacedService& service);
    /// Accepts no more and ends its connections.
    void close(const protocol::ServiceName& service);
    void set_server_state(const protocol::ServerEndpoint& server, bool up);

    /// Where clients of pools with persistence are at home; outlives this.
    void keep_clients(persistence::ClientKeeper* clients) { clients_ = clients; }
    /// Packets of services with several instances come by way of Steering alone: what arrives on
    /// this interface, by its index, is not taken by their sockets.
    void steer_from(int interface) { steered_interface_ = interface; }
    /// The counters of services that are open now, up to this moment.
    std::map<protocol::ServiceName, protocol::TrafficCounters> count_open();
    /// This engine carries the flow now.
    bool serves(const protocol::Flow& flow) const;

    bool is_open(const protocol::ServiceName& service) const { return open_.contains(service); }
    /// Of every service that was ever open here.
    const std::map<protocol::ServiceName, std::unique_ptr<ServiceCounters>>& counters() const {
        return counters_;
    }

  private:
    struct Service;
    void open_ports(Service& service);
    void sweep();

    EventLoop& loop_;
    Served served_;
    struct Shared;
    std::unique_ptr<Shared> shared_;
    balancing::ServerStates states_;
    persistence::ClientKeeper* clients_ = nullptr;
    std::map<protocol::ServiceName, std::unique_ptr<ServiceCounters>> counters_;
    std::map<protocol::ServiceName, std::unique_ptr<Service>> open_;
    int steered_interface_ = 0;  ///< none
    Timer sweep_timer_;
};

}  // namespace holdfast::reference::shell
