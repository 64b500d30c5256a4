// SPDX-License-Identifier: Apache-2.0
// How far the clock of one capture was ahead of that of the first, at any time: an interval, as far
// as packets that both saw bound it.
#pragma once

#include <vector>

#include "base/time.h"

namespace holdfast::harness::timing {

/// Two clocks gain on each other by no more than a millisecond a second. Crystals are within 100
/// parts in a million, and what disciplines a clock turns it by 500 at most (RFC 5905 section 11.3,
/// adjtimex(2)); so for two machines at odds with each other it is 1200 at the very worst.
constexpr int clock_rate_divisor = 800;
constexpr Duration gained_within(Duration time) {
    return (time < Duration{} ? -time : time) / clock_rate_divisor + 1ns;
}

/// The truth lies between.
struct ClockLead {
    Duration low{};
    Duration high{};
    Duration middle() const { return low + (high - low) / 2; }
    Duration error() const { return (high - low + 1ns) / 2; }
};

class ClockMap {
  public:
    /// The first capture's own clock: never ahead of itself.
    ClockMap() = default;
    /// `knots`: the lead at `begin` and each `step` later, by this capture's clock.
    ClockMap(Duration begin, Duration step, std::vector<ClockLead> knots)
        : begin_(begin), step_(step), knots_(std::move(knots)) {}

    bool corrects() const { return !knots_.empty(); }
    /// At this time of this capture's clock; before the first knot and behind the last it is as
    /// much less certain as clocks may gain on each other.
    ClockLead lead(Duration clock) const;
    /// What the first capture's clock showed, in the middle of what is possible.
    Duration corrected(Duration clock) const { return clock - lead(clock).middle(); }

    /// Of times that were corrected: by how much one may be wrong, either way ...
    Duration error(Duration corrected_time) const;
    /// ... and the difference of two.
    Duration error_between(Duration one, Duration other) const;

    Duration begin() const { return begin_; }
    Duration end() const;

  private:
    Duration shown_at(Duration corrected_time) const;

    Duration begin_{};
    Duration step_{1};
    std::vector<ClockLead> knots_;
};

}  // namespace holdfast::harness::timing
