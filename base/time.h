// SPDX-License-Identifier: Apache-2.0
// Time as an input. `Instant` counts from the start of a run, virtual or real; no core reads a
// clock.
#pragma once

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast {

using namespace std::chrono_literals;  // NOLINT: 300ms is how this project writes a duration

/// Signed nanoseconds.
using Duration = std::chrono::nanoseconds;

/// A point in time, counted from the start of the run.
class Instant {
  public:
    constexpr Instant() = default;
    constexpr explicit Instant(Duration since_start) : since_start_(since_start) {}

    constexpr Duration since_start() const { return since_start_; }

    constexpr auto operator<=>(const Instant&) const = default;
    friend constexpr Instant operator+(Instant a, Duration d) {
        return Instant(a.since_start_ + d);
    }
    friend constexpr Instant operator-(Instant a, Duration d) {
        return Instant(a.since_start_ - d);
    }
    friend constexpr Duration operator-(Instant a, Instant b) {
        return a.since_start_ - b.since_start_;
    }
    constexpr Instant& operator+=(Duration d) {
        since_start_ += d;
        return *this;
    }

    static constexpr Instant never() { return Instant(Duration::max()); }

  private:
    Duration since_start_{};
};

/// Exact text in the largest unit up to seconds that keeps it whole: "9s", "312ms", "50us",
/// "1500000001ns", "0s".
std::string to_string(Duration duration);
/// "1.234567s" since the start of the run.
std::string to_string(Instant instant);
/// For people, rounded: "22us", milliseconds with one decimal below 10 ms, "312ms", "9.02s".
std::string to_short_string(Duration duration);
/// Reads what to_string(Duration) writes, and decimals: "1.5s", "300ms", "2min". Units: ns us ms s
/// min h.
Result<Duration> parse_duration(std::string_view text);

constexpr double seconds(Duration d) {
    return std::chrono::duration<double>(d).count();
}
constexpr double milliseconds(Duration d) {
    return std::chrono::duration<double, std::milli>(d).count();
}

}  // namespace holdfast
