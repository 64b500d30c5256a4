// SPDX-License-Identifier: Apache-2.0
// A steady flow of which nothing but arrivals is known: no sequence numbers, no answers to pair. A
// gap far beyond its interval is a loss period; what was lost in it is estimated from the interval.
#pragma once

#include <optional>

#include "harness/timing/pacing.h"
#include "harness/timing/periods.h"

namespace holdfast::harness::timing {

class Arrivals {
  public:
    explicit Arrivals(const CaptureWatch* watch) : periods_(watch) {}

    /// `asked`: requests that were seen since the packet before, where the flow answers requests.
    /// Fewer than half of what the gap should have held: the asking side paused.
    void take(Instant at, PacketRef packet, std::optional<std::uint64_t> asked = std::nullopt);
    void confirm_last() { periods_.confirm_last(); }
    void finish() { periods_.finish(); }

    std::uint64_t count() const { return count_; }
    const Pacing& pacing() const { return pacing_; }
    const Periods& periods() const { return periods_; }
    Duration longest_pause() const { return longest_pause_; }
    Instant first_at() const { return first_at_; }
    Instant last_at() const { return last_at_; }

  private:
    Periods periods_;
    Pacing pacing_;
    std::uint64_t sequence_ = 0;
    std::uint64_t count_ = 0;
    Instant first_at_;
    Instant last_at_;
    Duration longest_pause_{};
};

}  // namespace holdfast::harness::timing
