// SPDX-License-Identifier: Apache-2.0
// One packet as a capture file holds it.
#pragma once

#include <cstdint>
#include <span>

#include "base/time.h"

namespace holdfast::harness::capture_reader {

struct CapturedPacket {
    std::uint64_t number = 0;     ///< in its file, counted from 1 as Wireshark and tcpdump count
    Duration clock{};             ///< since 1970, of the capturing machine; 0 to latest_clock
    std::uint32_t interface = 0;  ///< index into Reader::interfaces()
    std::uint16_t link_type = 0;  ///< LINKTYPE_ value of the interface
    std::uint32_t original_length = 0;  ///< bytes on the wire; more than bytes.size() if cut short
    std::span<const std::uint8_t> bytes;  ///< valid until the next packet is asked for
};

/// 2^62 ns, in the year 2116: later clocks are taken for this one, so that the difference of any
/// two fits into a Duration. Classic pcap ends in 2106.
inline constexpr Duration latest_clock{std::int64_t{1} << 62};

/// The size from which on a packet is taken for a sign of a damaged file. libpcap's own bound
/// (MAXIMUM_SNAPLEN); an Ethernet frame that a card has put together has at most 65,549 bytes.
inline constexpr std::uint32_t largest_packet = 262'144;

/// LINKTYPE_ values (tcpdump.org/linktypes.html) that harness/dissect understands.
namespace link_type {
inline constexpr std::uint16_t null = 0;  ///< BSD loop-back
inline constexpr std::uint16_t ethernet = 1;
inline constexpr std::uint16_t raw = 101;         ///< IPv4 or IPv6 without a link layer
inline constexpr std::uint16_t linux_sll = 113;   ///< Linux cooked v1, `tcpdump -i any`
inline constexpr std::uint16_t linux_sll2 = 276;  ///< Linux cooked v2
}  // namespace link_type

}  // namespace holdfast::harness::capture_reader
