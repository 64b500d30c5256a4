// SPDX-License-Identifier: Apache-2.0
// Was the capture itself alive? Remembers the latest times in which a capture holds no packet at
// all, and when its clock stepped back.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "harness/timing/packet_ref.h"

#include "base/time.h"

namespace holdfast::harness::timing {

/// The clock of the capturing machine went back.
struct ClockStep {
    Instant before;
    Duration back{};
    PacketRef packet;  ///< the first one with the earlier time
};

class CaptureWatch {
  public:
    void take(Instant at, PacketRef packet);
    /// The longest time within this one in which nothing at all was captured, as a part of it, 0 to
    /// 1.
    double silent_part(Instant from, Instant to) const;
    const std::vector<ClockStep>& steps() const { return steps_; }
    /// The latest time of all packets; a clock that steps back does not lower it.
    Instant highest() const { return highest_; }
    bool began() const { return began_; }
    std::uint64_t packets() const { return packets_; }

  private:
    struct Silence {
        Instant from;
        Instant to;
    };
    std::array<Silence, 64> silences_{};  ///< the latest, round and round
    std::size_t next_ = 0;
    std::vector<ClockStep> steps_;
    Instant latest_;  ///< of the packet before
    Instant highest_;
    bool began_ = false;
    std::uint64_t packets_ = 0;
};

}  // namespace holdfast::harness::timing
