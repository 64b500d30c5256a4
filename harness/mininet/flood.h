// SPDX-License-Identifier: Apache-2.0
// A switch floods a frame to many ports; a tap on each of them sees it many times. This tells the
// first sight from the copies.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"

namespace holdfast::harness::mininet {

/// The copies of one flooded frame leave within microseconds; a system that repeats a frame waits
/// much longer, or repeats it at the same port.
constexpr Duration flood_spread = 5ms;

/// Of one segment. Frames come in time order.
class Flood {
  public:
    /// False for a copy: the same bytes within `flood_spread`, and not yet seen at this port.
    /// `bytes` must outlive the spread.
    bool first_sight(Instant at, std::size_t port, std::span<const std::uint8_t> bytes);

  private:
    struct Seen {
        Instant at;
        std::uint64_t ports = 0;
        std::string_view bytes;
    };
    std::unordered_map<std::size_t, std::vector<Seen>> recent_;
    Instant swept_;
};

}  // namespace holdfast::harness::mininet
