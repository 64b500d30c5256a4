// SPDX-License-Identifier: Apache-2.0
// Stage one of failure detection (DET-1): heartbeats to each peer, and counting those of the peer
// that stay away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::engine {

/// What the controller configures of it. While this stays the same, counting goes on undisturbed.
struct PeerWatch {
    protocol::Peer peer;
    std::string group;  ///< heartbeats of another one do not count
    Duration period{};
    std::uint32_t miss_limit = 0;
    bool operator==(const PeerWatch&) const = default;
};

/// Watches one peer.
class PeerMonitor {
  public:
    struct Due {
        bool send_heartbeat = false;
        std::optional<protocol::PeerSuspected> suspicion;
    };

    PeerMonitor(Instant now, PeerWatch watch);

    /// True when this heartbeat ends a suspicion.
    bool hear(Instant now, const protocol::Heartbeat& heartbeat);
    Due on_timer(Instant now);
    Instant next_timeout() const;

    const PeerWatch& watched() const { return watch_; }
    bool suspected() const { return suspected_; }
    /// When it was heard last; before its first heartbeat, when watching began.
    Instant last_heard() const { return last_heard_; }

  private:
    std::optional<protocol::PeerSuspected> check(Instant now);

    PeerWatch watch_;
    Instant last_heard_;
    Instant next_heartbeat_;
    Instant next_check_;
    bool suspected_ = false;
    std::uint32_t misses_ = 0;  ///< in a row
};

}  // namespace holdfast::reference::engine
