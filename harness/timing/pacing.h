// SPDX-License-Identifier: Apache-2.0
// At which interval a flow sends, learnt from its first packets; and whether it is steady enough to
// measure by.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "base/time.h"

namespace holdfast::harness::timing {

class Pacing {
  public:
    /// Of two packets in order.
    void take(Duration between);
    /// The median, tau: RFC 6412's packet sampling interval. None before two intervals were seen.
    std::optional<Duration> interval() const;
    /// The longest of the middle eight tenths less the shortest: what jitter and timers do.
    Duration jitter() const;
    /// Enough intervals, and eight in ten within a quarter of tau.
    bool steady() const;

  private:
    static constexpr std::size_t samples = 31;
    Duration rank(std::size_t tenths) const;

    std::array<Duration, samples> first_{};  ///< sorted once it is full
    std::size_t count_ = 0;
};

}  // namespace holdfast::harness::timing
