// SPDX-License-Identifier: Apache-2.0
#include "harness/capture_reader/pcapng_block.h"

#include <algorithm>

namespace holdfast::harness::capture_reader::pcapng {

namespace {

__extension__ using Wide = __int128;  // 2^64 stamps times 10^9 fit

constexpr std::uint8_t power_of_two = 0x80;

Wide nanoseconds(std::uint64_t stamp, std::uint8_t code) {
    const unsigned exponent = code & 0x7fU;
    Wide value = stamp;
    if ((code & power_of_two) != 0) {
        // A stamp below 2^64 in units of 2^-94 s is less than a nanosecond.
        return exponent > 93 ? 0 : (value * 1'000'000'000) >> exponent;
    }
    for (unsigned i = exponent; i < 9; ++i) {
        value *= 10;
    }
    for (unsigned i = 9; i < exponent && value > 0; ++i) {
        value /= 10;
    }
    return value;
}

}  // namespace

Duration clock_of(std::uint64_t stamp, const Resolution& resolution) {
    const Wide clock =
        nanoseconds(stamp, resolution.code) + Wide(resolution.offset_seconds) * 1'000'000'000;
    return Duration(static_cast<std::int64_t>(std::clamp<Wide>(clock, 0, latest_clock.count())));
}

Duration unit_of(const Resolution& resolution) {
    const Wide unit = nanoseconds(1, resolution.code);
    return Duration(static_cast<std::int64_t>(std::clamp<Wide>(unit, 1, latest_clock.count())));
}

std::optional<std::span<const std::uint8_t>> find_option(std::span<const std::uint8_t> options,
                                                         std::uint16_t code, Endian endian) {
    while (options.size() >= 4) {
        const std::uint16_t found = endian.u16(options, 0);
        const std::size_t length = endian.u16(options, 2);
        if (found == option_end || length > options.size() - 4) {
            return std::nullopt;
        }
        if (found == code) {
            return options.subspan(4, length);
        }
        options = options.subspan(std::min(options.size(), 4 + (length + 3) / 4 * 4));
    }
    return std::nullopt;
}

}  // namespace holdfast::harness::capture_reader::pcapng
