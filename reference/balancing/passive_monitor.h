// SPDX-License-Identifier: Apache-2.0
// HM-6: what clients meet at the servers of a pool. A server that failed two of them in a row is
// passed over three times of four, until it serves one again. It is never taken for down:
// spec 3.18.
#pragma once

#include <cstdint>
#include <map>

#include "reference/protocol/messages.h"

namespace holdfast::reference::balancing {

class PassiveMonitor {
  public:
    /// It refused a client's connection or datagram, did not answer a connection, or broke it
    /// before it said anything. Datagrams may well go unanswered.
    void failed(const protocol::ServerEndpoint& server) { ++records_[server].failures; }
    void served(const protocol::ServerEndpoint& server) { records_.erase(server); }

    /// The balancer would choose it now, and others could stand in: shall they? Every fourth time
    /// they shall not.
    bool passes_over(const protocol::ServerEndpoint& server);

  private:
    struct Record {
        std::uint32_t failures = 0;  ///< in a row
        std::uint32_t chosen = 0;    ///< since it is under suspicion
    };
    std::map<protocol::ServerEndpoint, Record> records_;  ///< of servers that failed somebody last
};

}  // namespace holdfast::reference::balancing
