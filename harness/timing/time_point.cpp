// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <ctime>

#include "harness/capture_reader/captured_packet.h"
#include "harness/timing/settings.h"

namespace holdfast::harness::timing {

namespace {

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// "2026-11-29T03:04:05.5Z"; the Z may be missing, the time is UTC all the same.
std::optional<Duration> iso_time(const std::string& text) {
    std::tm broken{};
    const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &broken);
    if (rest == nullptr) {
        return std::nullopt;
    }
    Duration fraction{};
    std::string_view tail = rest;
    if (tail.ends_with('Z')) {
        tail.remove_suffix(1);
    }
    if (!tail.empty()) {
        const auto digits = tail.starts_with('.') && tail.size() <= 10
                                ? whole_number<std::int64_t>(tail.substr(1))
                                : std::nullopt;
        if (!digits || *digits < 0) {
            return std::nullopt;
        }
        std::int64_t nanoseconds = *digits;
        for (std::size_t i = tail.size() - 1; i < 9; ++i) {
            nanoseconds *= 10;
        }
        fraction = Duration(nanoseconds);
    }
    return std::chrono::seconds(timegm(&broken)) + fraction;
}

Result<TimePoint> parse_any(const std::string& text) {
    if (text.starts_with('#')) {
        const auto number = whole_number<std::uint64_t>(std::string_view(text).substr(1));
        if (number && *number > 0) {
            return TimePoint{TimePoint::Kind::packet, {}, *number};
        }
    }
    if (const auto clock = iso_time(text)) {
        return TimePoint{TimePoint::Kind::clock, *clock};
    }
    if (const auto since = parse_duration(text)) {
        return TimePoint{TimePoint::Kind::since_first, *since};
    }
    // A bare number: seconds, and since 1970 if it is that large (from September 2001 on).
    if (const auto since = parse_duration(text + "s")) {
        constexpr Duration first_clock = 1'000'000'000s;
        return TimePoint{
            *since < first_clock ? TimePoint::Kind::since_first : TimePoint::Kind::clock, *since};
    }
    return bad_input(fmt::format(
        "'{}' is no time; expected 12.5s (since the first packet), 2026-11-29T03:04:05.5Z, seconds "
        "since 1970, or #1234 (a packet of the first capture)",
        text));
}

}  // namespace

Result<TimePoint> parse_time_point(const std::string& text) {
    auto parsed = parse_any(text);
    // Differences of what is accepted and of any packet's time fit into a Duration.
    if (parsed && (parsed->time > capture_reader::latest_clock || parsed->time < Duration{})) {
        return bad_input(fmt::format("'{}' is no time between 1970 and 2116", text));
    }
    return parsed;
}

}  // namespace holdfast::harness::timing
