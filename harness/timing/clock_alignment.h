// SPDX-License-Identifier: Apache-2.0
// Several captures of one event are taken by several clocks: what is told of them together is told
// by the first one's.
#pragma once

#include <optional>
#include <vector>

#include "harness/capture_reader/reader.h"
#include "harness/timing/clock_map.h"

namespace holdfast::harness::timing {

/// How a capture's clock was related to that of the first capture.
struct ClockReport {
    enum class Standing {
        own,             ///< the first capture's own, or one that the user says is the same
        corrected,       ///< by packets that both saw
        not_compared,    ///< read in one go, from a pipe
        not_comparable,  ///< no packets in common, or in one direction only
        contradictory,   ///< one of the clocks was set while they captured
    };
    Standing standing = Standing::own;
    ClockMap map;
    std::uint64_t packets = 0;  ///< that both saw and that bound it
    Duration ahead{};           ///< in the middle of what both captured, before the correction
    Duration error{};           ///< of that, either way
    /// So much faster than the first capture's clock, where that is more than its error.
    std::optional<double> rate_ppm;
};

/// Reads every capture once, to its end or to the first trouble. The first is the reference.
std::vector<ClockReport> align_clocks(std::vector<capture_reader::Reader> readers);

}  // namespace holdfast::harness::timing
