// SPDX-License-Identifier: Apache-2.0
// A measured duration, the interval that the truth lies in, and the packets that show it.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "harness/timing/packet_ref.h"

namespace holdfast::harness::timing {

/// TBM: timestamp-based method, t(a) - t(b) of send times (RFC 6414 section 3.6.3).
/// TBLM: time-based loss method, R(a) - R(b) of arrivals (RFC 6414 section 3.6.1).
/// PLBM: packet-loss-based method, L / r (RFC 6414 section 3.6.2, RFC 6201).
enum class FigureMethod { tbm, tblm, plbm };
std::string to_string(FigureMethod method);

struct Figure {
    FigureMethod method = FigureMethod::tbm;
    Duration value{};
    Duration low{};
    std::optional<Duration> high{};  ///< none: nothing in the capture bounds it
    PacketRef from{};  ///< b, or the first impaired packet when none came through before
    PacketRef to{};    ///< a; none: it never came back
};

/// Interval without a method, as for phases of ownership.
struct Interval {
    Duration value{};
    Duration low{};
    std::optional<Duration> high{};
};

/// "485ms [483.0ms, 485.0ms]", microseconds below 10 ms; an open end as "or more".
std::string with_interval(Duration value, Duration low, const std::optional<Duration>& high);
/// Three decimals of milliseconds, seconds from ten on: what packets can show.
std::string precise(Duration duration);

}  // namespace holdfast::harness::timing
