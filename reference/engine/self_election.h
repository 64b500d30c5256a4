// SPDX-License-Identifier: Apache-2.0
// Self election (spec 3.4): while no controller leads, an engine becomes primary of a scaled-out
// service when every engine in front of it in the service's list has fallen silent.
//
// No controller confirms the silence by echoes. Instead the engine waits until the lease of a hung
// primary's addresses has surely run out: T = dp_hb_frequency * count + address lease.
#pragma once

#include <map>
#include <optional>

#include "reference/engine/peer_monitors.h"

namespace holdfast::reference::engine {

class SelfElection {
  public:
    SelfElection(protocol::EngineName self, Duration address_lease);

    /// No controller leads from now on: silence counts from here at the earliest.
    void begin(Instant now) { since_ = now; }
    /// A controller leads again: what was decided stays until its word comes, nothing new is.
    void end() { since_.reset(); }
    /// A configuration came, or none is left: nothing is decided.
    void forget() { elected_.clear(); }

    /// Decides anew; true when that changed anything. Does nothing while a controller leads.
    bool decide(Instant now, const protocol::EngineConfiguration& configured,
                const PeerMonitors& peers);
    /// The configuration with the roles that were decided.
    protocol::EngineConfiguration applied_to(protocol::EngineConfiguration configured) const;
    std::optional<Instant> next_timeout(const protocol::EngineConfiguration& configured,
                                        const PeerMonitors& peers) const;

  private:
    /// When all in front of this engine will have been silent for long enough; none: it is the
    /// first, is not in the list, or does not watch one of them.
    std::optional<Instant> due(const protocol::EngineConfiguration& configured,
                               const protocol::PlacedService& service,
                               const PeerMonitors& peers) const;

    protocol::EngineName self_;
    Duration address_lease_;
    std::optional<Instant> since_;
    std::map<protocol::ServiceName, Instant> elected_;  ///< with the time of the decision
};

}  // namespace holdfast::reference::engine
