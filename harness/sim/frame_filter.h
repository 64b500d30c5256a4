// SPDX-License-Identifier: Apache-2.0
// Drops chosen frames in a segment's switch and counts them.
#pragma once

#include <cstdint>
#include <optional>

#include "faults/world.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::sim {

struct FrameFilter {
    faults::FilterId id = 0;
    faults::FrameMatch match;
    std::optional<std::size_t> from;  ///< port; none: any
    std::optional<std::size_t> to;
    std::uint64_t hits = 0;
};

bool matches(const faults::FrameMatch& match, const packet::Packet& packet);

}  // namespace holdfast::harness::sim
