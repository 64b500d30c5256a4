// SPDX-License-Identifier: Apache-2.0
// From packets that two captures saw to how far their clocks are apart. A packet arrives after it
// left, so each one that came from the other tap is an upper bound of this clock's lead, and each
// one that went there a lower one, however long the paths are and however unlike each other. No
// symmetry is assumed, unlike NTP's estimate (RFC 5905 section 8), and no constant rate, unlike
// convex hulls (Moon, Skelly, Towsley 1999): between packets a clock gains clock_rate_divisor's
// part at most.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "harness/timing/clock_map.h"

namespace holdfast::harness::timing {

/// One packet that both saw.
struct Pairing {
    Duration clock{};  ///< when this capture saw it
    Duration ahead{};  ///< this capture's time of it less the other's
    Duration error{};  ///< what that difference may be wrong by
    std::uint64_t pair_of_hosts = 0;
    bool forward = false;  ///< which of the two hosts sent it
    int hops_fewer = 0;    ///< that it has left here than there: above 0 it came from there
};

struct ClockBounds {
    ClockMap map;
    std::uint64_t packets = 0;  ///< that bound it
};

/// Why there are none.
enum class NoBounds {
    nothing_in_common,
    one_direction,  ///< an upper or a lower bound only
    contradiction,  ///< one of the clocks was set, or addresses were translated in between
};

/// Which direction leads from tap to tap is told by the hops left, or else by which of the two lets
/// packets arrive after they left; where both do, the taps are too near to each other to matter.
std::variant<ClockBounds, NoBounds> bounds_of(std::vector<Pairing> pairings);

}  // namespace holdfast::harness::timing
