// SPDX-License-Identifier: Apache-2.0
// Stage one of failure detection (DET-1): heartbeats to the peer, and counting those of the peer
// that stay away.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::engine {

/// What the controller configures of it. While this stays the same, counting goes on undisturbed.
struct PeerWatch {
    protocol::Peer peer;
    Duration period{};
    std::uint32_t miss_limit = 0;
    bool operator==(const PeerWatch&) const = default;
};

class PeerMonitor {
  public:
    struct Due {
        bool send_heartbeat = false;
        std::optional<protocol::PeerSuspected> suspicion;
    };

    /// nullopt: no peer, nothing to watch.
    void watch(Instant now, const std::optional<PeerWatch>& watch);
    /// True when this heartbeat ends a suspicion.
    bool hear(Instant now, const protocol::Heartbeat& heartbeat);
    Due on_timer(Instant now);
    std::optional<Instant> next_timeout() const;

    const std::optional<PeerWatch>& watched() const { return watch_; }

  private:
    std::optional<protocol::PeerSuspected> check(Instant now);

    std::optional<PeerWatch> watch_;
    Instant next_heartbeat_;
    Instant next_check_;
    bool suspected_ = false;
    std::uint32_t misses_ = 0;  ///< in a row
};

}  // namespace holdfast::reference::engine
