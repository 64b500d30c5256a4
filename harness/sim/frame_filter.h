// SPDX-License-Identifier: Apache-2.0
// Drops chosen frames in a segment's switch and counts them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "faults/world.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::sim {

struct FrameFilter {
    faults::FilterId id = 0;
    faults::FrameMatch match;
    std::optional<std::size_t> from;  ///< port; none: any
    std::optional<std::size_t> to;
    std::vector<Ipv4Address> origins;  ///< addresses of match.origin
    std::uint64_t hits = 0;
};

/// By what is in the frame: kind and origin.
bool matches(const FrameFilter& filter, const packet::Packet& packet);

}  // namespace holdfast::harness::sim
