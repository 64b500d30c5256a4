// SPDX-License-Identifier: Apache-2.0
// The clocks of one node's programs: right until a fault makes them wrong. A wall clock may jump; a
// monotonic clock only runs at another rate, and never gets back what it gained or lost.
#pragma once

#include "base/time.h"
#include "faults/world.h"

namespace holdfast::harness::sim {

class NodeClock {
  public:
    /// From `now` on, instead of what was wrong before.
    void set(Instant now, const faults::ClockError& error);

    /// What the node's programs read when the world has `now`.
    Instant monotonic(Instant now) const;
    Instant wall(Instant now) const;
    /// When the monotonic clock will show this, if its rate stays; never is never.
    Instant when(Instant now, Instant shown) const;
    faults::ClockOffset offset(Instant now) const;

  private:
    Duration gained(Instant now) const;

    bool right_ = true;  ///< since ever: the quick way
    Instant since_;
    faults::ClockError error_;
    Duration monotonic_before_{};  ///< what earlier errors have left
};

}  // namespace holdfast::harness::sim
