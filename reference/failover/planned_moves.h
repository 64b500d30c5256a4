// SPDX-License-Identifier: Apache-2.0
// Moves between two living engines, release first (GW-13, INV-1): the old active engine lets go and
// confirms it, only then the new one begins. A crash takeover is no planned move: nobody is left to
// confirm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::failover {

/// Several things that go together from one engine to the other.
struct PlannedMove {
    std::vector<std::string> what;  ///< the caller's names for them
    protocol::EngineName from;
    protocol::EngineName to;
    std::string reason;
    Instant deadline;                         ///< no confirmation until then: it failed
    std::optional<std::uint64_t> generation;  ///< the configuration without them; none: not sent
};

class PlannedMoves {
  public:
    void begin(PlannedMove move) { moves_.push_back(std::move(move)); }

    /// A configuration went to `engine`: moves away from it that wait for one wait for this one.
    void configured(const protocol::EngineName& engine, std::uint64_t generation);
    /// Takes out the moves that `engine` has confirmed by having this generation in force.
    std::vector<PlannedMove> confirmed(const protocol::EngineName& engine,
                                       std::uint64_t generation);
    /// Takes out the moves whose time is over.
    std::vector<PlannedMove> expired(Instant now);
    /// Takes out the moves away from, or to, an engine.
    std::vector<PlannedMove> take_from(const protocol::EngineName& engine);
    std::vector<PlannedMove> take_to(const protocol::EngineName& engine);

    /// Is this on its way, so that nobody holds it now?
    bool moving(const std::string& what) const;
    /// Nothing of it is on its way any more; for a thing that was deleted.
    void forget(const std::string& what);
    std::optional<Instant> next_timeout() const;
    bool empty() const { return moves_.empty(); }

  private:
    template <class Predicate>
    std::vector<PlannedMove> take(Predicate predicate);
    std::vector<PlannedMove> moves_;
};

}  // namespace holdfast::reference::failover
