// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>

namespace holdfast {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t nanoseconds;
};

// Longest first. Printing stops at seconds: the field says "90s", not "1.5min".
constexpr std::array<Unit, 6> units{{
    {"h", 3'600'000'000'000},
    {"min", 60'000'000'000},
    {"s", 1'000'000'000},
    {"ms", 1'000'000},
    {"us", 1'000},
    {"ns", 1},
}};
constexpr std::size_t first_printed = 2;

bool digit(char c) {
    return c >= '0' && c <= '9';
}

/// Reads a decimal number of `unit`s into exact nanoseconds; nothing when it does not fit or is
/// finer than a nanosecond.
std::optional<std::uint64_t> scale(std::string_view number, std::uint64_t unit) {
    // The magnitude of the most negative Duration, one more than that of the most positive.
    constexpr std::uint64_t limit = std::uint64_t{1} << 63;
    std::uint64_t total = 0;
    std::uint64_t place = unit;
    bool fraction = false;
    for (const char c : number) {
        if (c == '.') {
            fraction = true;
            continue;
        }
        const auto value = static_cast<std::uint64_t>(c - '0');
        if (!fraction) {
            if (total > (limit / 10) || total * 10 > limit - value) {
                return std::nullopt;
            }
            total = total * 10 + value;
            continue;
        }
        if (value != 0 && place % 10 != 0) {
            return std::nullopt;
        }
        place /= 10;
        total += value * place;
    }
    return total;
}

/// The whole part in units, then the fraction: two calls keep the overflow tests in one place each.
std::optional<std::uint64_t> to_nanoseconds(std::string_view number, std::uint64_t unit) {
    constexpr std::uint64_t limit = std::uint64_t{1} << 63;
    const std::size_t point = number.find('.');
    const auto whole = scale(number.substr(0, point), unit);
    if (!whole || *whole > limit / unit) {
        return std::nullopt;
    }
    if (point == std::string_view::npos) {
        return *whole * unit;
    }
    const auto part = scale(number.substr(point), unit);
    if (!part || *part > limit - *whole * unit) {
        return std::nullopt;
    }
    return *whole * unit + *part;
}

/// How many characters at the start are "12" or "1.5".
std::size_t number_length(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && digit(text[end])) {
        ++end;
    }
    if (end > 0 && end + 1 < text.size() && text[end] == '.' && digit(text[end + 1])) {
        ++end;
        while (end < text.size() && digit(text[end])) {
            ++end;
        }
    }
    return end;
}

Error not_a_duration(std::string_view text) {
    return bad_input(
        fmt::format("expected a duration such as 300ms or 1.5s (units ns, us, ms, s, min, h), "
                    "found '{}'",
                    text));
}

}  // namespace

std::string to_string(Duration duration) {
    const std::int64_t count = duration.count();
    if (count == 0) {
        return "0s";
    }
    for (std::size_t i = first_printed; i < units.size(); ++i) {
        const auto unit = static_cast<std::int64_t>(units[i].nanoseconds);
        if (count % unit == 0) {
            return fmt::format("{}{}", count / unit, units[i].name);
        }
    }
    return fmt::format("{}ns", count);
}

std::string to_string(Instant instant) {
    if (instant == Instant::never()) {
        return "never";
    }
    const std::int64_t microseconds = instant.since_start().count() / 1000;
    const std::int64_t whole = microseconds / 1'000'000;
    return fmt::format("{}{}.{:06}s", microseconds < 0 ? "-" : "", std::abs(whole),
                       std::abs(microseconds % 1'000'000));
}

std::string to_short_string(Duration duration) {
    const double ms = milliseconds(duration);
    // The limits are half a last digit below 1 ms, 10 ms and 1 s, so that 9.96 ms reads 10ms.
    if (duration != Duration{} && std::abs(ms) < 0.9995) {
        return fmt::format("{:.0f}us", 1000 * ms);
    }
    if (std::abs(ms) < 9.95) {
        return fmt::format("{:.1f}ms", ms);
    }
    if (std::abs(ms) < 999.5) {
        return fmt::format("{:.0f}ms", ms);
    }
    return fmt::format("{:.2f}s", ms / 1000);
}

Result<Duration> parse_duration(std::string_view text) {
    const bool negative = text.starts_with('-');
    const std::string_view magnitude = text.substr(negative ? 1 : 0);
    const std::size_t length = number_length(magnitude);
    for (const Unit& unit : units) {
        if (length == 0 || magnitude.substr(length) != unit.name) {
            continue;
        }
        const auto count = to_nanoseconds(magnitude.substr(0, length), unit.nanoseconds);
        constexpr auto largest =
            static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (!count || *count > largest + (negative ? 1 : 0)) {
            return bad_input(
                fmt::format("expected whole nanoseconds within 292 years, found '{}'", text));
        }
        // Negated as unsigned: the most negative value has no positive twin.
        return Duration(static_cast<std::int64_t>(negative ? 0 - *count : *count));
    }
    return not_a_duration(text);
}

}  // namespace holdfast
