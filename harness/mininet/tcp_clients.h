// SPDX-License-Identifier: Apache-2.0
// TCP clients of virtual services: kept connections that exchange a line every 50 ms, and short
// ones that come at a fixed interval and end after one exchange. One thread, no blocking call.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "harness/mininet/net_namespace.h"
#include "harness/workload/record.h"

namespace holdfast::harness::mininet {

struct TcpPlan {
    std::string service;
    Ipv4Address destination;
    std::uint16_t port = 0;
};

class TcpClients {
  public:
    struct Settings {
        int kept = 0;         ///< connections a service
        Duration interval{};  ///< of short ones, a service; 0: none
        Duration epoch{};
    };
    static Result<std::unique_ptr<TcpClients>> start(const NetNamespace& client,
                                                     const std::vector<TcpPlan>& plans,
                                                     const Settings& settings);
    TcpClients(const TcpClients&) = delete;
    TcpClients& operator=(const TcpClients&) = delete;
    ~TcpClients();

    /// Every service answered a connection that was opened at `since` or later. True without short
    /// connections.
    bool answered(Instant since) const;
    /// Closes what is open (recorded as Connection::End::open), in the order of their opening.
    std::vector<workload::Connection> stop();

  private:
    struct State;
    explicit TcpClients(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::harness::mininet
