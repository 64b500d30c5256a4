// SPDX-License-Identifier: Apache-2.0
// Numbers of the wire formats, shared by encoder and decoder.
#pragma once

#include <cstddef>
#include <cstdint>

namespace holdfast::harness::packet::header {

constexpr std::uint16_t ether_type_ipv4 = 0x0800;
constexpr std::uint16_t ether_type_arp = 0x0806;
constexpr std::uint16_t hardware_ethernet = 1;

constexpr std::uint8_t protocol_icmp = 1;
constexpr std::uint8_t protocol_tcp = 6;
constexpr std::uint8_t protocol_udp = 17;

constexpr std::size_t ethernet_size = 14;
constexpr std::size_t smallest_frame = 60;  // 64 on the wire, less 4 of FCS
constexpr std::size_t ipv4_size = 20;       // without options
constexpr std::size_t udp_size = 8;
constexpr std::size_t tcp_size = 20;  // without options
constexpr std::size_t icmp_size = 8;

constexpr std::uint16_t flag_dont_fragment = 0x4000;
constexpr std::uint16_t flag_more_fragments = 0x2000;
constexpr std::uint16_t fragment_offset_mask = 0x1fff;

}  // namespace holdfast::harness::packet::header
