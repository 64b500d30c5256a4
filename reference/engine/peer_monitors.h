// SPDX-License-Identifier: Apache-2.0
// The peers of this engine, each watched by itself: one of a pair, several of an elastic group.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "reference/engine/peer_monitor.h"

namespace holdfast::reference::engine {

class PeerMonitors {
  public:
    struct Due {
        std::vector<protocol::Peer> heartbeats_to;
        std::vector<protocol::PeerSuspected> suspicions;
    };

    /// Watches these from now on. A peer whose watch stays the same is counted on undisturbed.
    void watch(Instant now, const std::vector<PeerWatch>& watches);
    /// True when this heartbeat ends a suspicion.
    bool hear(Instant now, const protocol::Heartbeat& heartbeat);
    Due on_timer(Instant now);
    std::optional<Instant> next_timeout() const;

    /// Those that are suspected now.
    std::set<protocol::EngineName> silent() const;
    /// When this peer was heard last; none: it is not watched.
    std::optional<Instant> last_heard(const protocol::EngineName& peer) const;

  private:
    std::map<protocol::EngineName, PeerMonitor> monitors_;
};

}  // namespace holdfast::reference::engine
