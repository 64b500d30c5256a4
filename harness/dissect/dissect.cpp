// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/dissect/layers.h"
#include "harness/packet/header.h"

namespace holdfast::harness::dissect {

namespace {

constexpr std::uint16_t ether_type_ipv6 = 0x86dd;

}  // namespace

bool is_virtual_router(Mac mac) {
    // 00-00-5E-00-01-{VRID} for IPv4, 00-00-5E-00-02-{VRID} for IPv6; ucarp 1.5.2 advertises as
    // 00-00-5E-00-00-{VHID}, which are reserved numbers and nobody's.
    return mac >> 8 >= 0x00005e0000 && mac >> 8 <= 0x00005e0002;
}

std::string mac_text(Mac mac) {
    return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", mac >> 40 & 0xff,
                       mac >> 32 & 0xff, mac >> 24 & 0xff, mac >> 16 & 0xff, mac >> 8 & 0xff,
                       mac & 0xff);
}

bool dissect(const capture_reader::CapturedPacket& packet, Frame& frame) {
    frame = Frame{};
    View bytes = packet.bytes;
    std::uint16_t ether_type = 0;
    if (!dissect_link(packet.link_type, bytes, ether_type, frame)) {
        return false;
    }
    switch (ether_type) {
        case packet::header::ether_type_ipv4:
            return dissect_ipv4(bytes, frame);
        case ether_type_ipv6:
            return dissect_ipv6(bytes, frame);
        case packet::header::ether_type_arp:
            return dissect_arp(bytes, frame);
        default:
            return false;
    }
}

}  // namespace holdfast::harness::dissect
