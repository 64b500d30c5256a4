// SPDX-License-Identifier: Apache-2.0
// Bytes with time and place.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace holdfast::harness::capture {

/// One frame that a segment delivered to at least one of its links (a frame that a fault dropped on
/// the way in is not there).
struct Frame {
    Instant at;
    Bytes bytes;
    bool operator==(const Frame&) const = default;
};

/// All frames of one segment in time order; packet numbers count from 1, as tcpdump and Wireshark
/// count.
struct Capture {
    std::string segment;
    std::vector<Frame> frames;
};

/// Classic pcap, Ethernet, nanosecond stamps. `epoch` is the clock time (nanoseconds since 1970) of
/// Instant 0.
Result<Capture> read_capture(const std::string& path, const std::string& segment, Duration epoch);
Result<void> write_capture(const std::string& path, const Capture& capture, Duration epoch);

}  // namespace holdfast::harness::capture
