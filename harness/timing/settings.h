// SPDX-License-Identifier: Apache-2.0
// What a user may say about a capture; sensible with none of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "harness/dissect/ip_address.h"

namespace holdfast::harness::timing {

/// A place in a capture, as a person names it.
struct TimePoint {
    enum class Kind {
        since_first,  ///< "12.5s" after the first packet
        clock,        ///< "2026-11-29T03:04:05.5Z", or seconds since 1970
        packet,       ///< "#1234" of the first capture
    };
    Kind kind = Kind::since_first;
    Duration time{};
    std::uint64_t packet = 0;
    bool operator==(const TimePoint&) const = default;
};
Result<TimePoint> parse_time_point(const std::string& text);

struct Settings {
    /// Only these; empty: all that are found.
    std::vector<dissect::IpAddress> vips;
    std::optional<TimePoint> from;
    std::optional<TimePoint> to;
    /// The convergence event instant (RFC 6412 section 3.3.1), when the user knows it.
    std::optional<TimePoint> fault_at;
    /// Forwarding Delay Threshold, RFC 6412 section 3.6.2: a reply later than this is impaired.
    Duration forwarding_delay_threshold = 200ms;
    /// Sustained Convergence Validation Time, RFC 6412 section 3.3.4: impairments closer than this
    /// are one event.
    Duration validated_for = 5s;
    /// Flows whose delay cannot be read are taken to have changed their path's delay by no more.
    Duration unknown_path_difference = 20ms;
    /// All captures were taken by one clock, on one machine: nothing is corrected.
    bool one_clock = false;
};

/// Packets that have to follow unimpaired in each flow, beside validated_for (RFC 6412 section
/// 3.3.4).
constexpr std::uint64_t validated_packets = 5;

}  // namespace holdfast::harness::timing
