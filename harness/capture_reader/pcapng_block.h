// SPDX-License-Identifier: Apache-2.0
// Numbers of pcapng (draft-ietf-opsawg-pcapng), and how its stamps become nanoseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "harness/capture_reader/captured_packet.h"
#include "harness/capture_reader/endian.h"

namespace holdfast::harness::capture_reader::pcapng {

constexpr std::uint32_t section_header = 0x0a0d0d0a;
constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t obsolete_packet = 2;
constexpr std::uint32_t simple_packet = 3;
constexpr std::uint32_t interface_statistics = 5;
constexpr std::uint32_t enhanced_packet = 6;

constexpr std::uint16_t option_end = 0;
constexpr std::uint16_t option_if_name = 2;
constexpr std::uint16_t option_if_tsresol = 9;
constexpr std::uint16_t option_if_tsoffset = 14;
constexpr std::uint16_t option_isb_ifdrop = 5;
constexpr std::uint16_t option_isb_osdrop = 7;

/// How an interface counts time (section 4.2).
struct Resolution {
    std::uint8_t code = 6;            ///< if_tsresol: 10^-n s, with the highest bit 2^-n s
    std::int64_t offset_seconds = 0;  ///< if_tsoffset
};

/// Nanoseconds since 1970, kept within 0 and latest_clock.
Duration clock_of(std::uint64_t stamp, const Resolution& resolution);

/// One unit of it, at least a nanosecond.
Duration unit_of(const Resolution& resolution);

/// The value of the first option with this code; none when it is not there or cut short.
std::optional<std::span<const std::uint8_t>> find_option(std::span<const std::uint8_t> options,
                                                         std::uint16_t code, Endian endian);

}  // namespace holdfast::harness::capture_reader::pcapng
