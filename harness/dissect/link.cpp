// SPDX-License-Identifier: Apache-2.0
// Link layers: Ethernet with VLAN tags (IEEE 802.1Q), Linux cooked v1 and v2, raw IP, BSD
// loop-back.
#include "harness/dissect/layers.h"

namespace holdfast::harness::dissect {

namespace {

namespace link = capture_reader::link_type;

constexpr std::uint16_t arphrd_ethernet = 1;
constexpr std::uint16_t arphrd_loopback = 772;

bool is_vlan_tag(std::uint16_t ether_type) {
    return ether_type == 0x8100 || ether_type == 0x88a8 || ether_type == 0x9100;
}

/// Two tags are as many as the network number has room for; more are not told apart.
bool skip_vlan_tags(View& bytes, std::uint16_t& ether_type, Frame& frame) {
    while (is_vlan_tag(ether_type)) {
        if (bytes.size() < 4) {
            return false;
        }
        frame.network = (frame.network << 12 | (u16(bytes, 0) & 0xfffU)) & 0xffffffU;
        ether_type = u16(bytes, 2);
        bytes = bytes.subspan(4);
    }
    return true;
}

bool ethernet(View& bytes, std::uint16_t& ether_type, Frame& frame) {
    if (bytes.size() < 14) {
        return false;
    }
    frame.destination_mac = mac48(bytes, 0);
    frame.source_mac = mac48(bytes, 6);
    ether_type = u16(bytes, 12);
    bytes = bytes.subspan(14);
    return skip_vlan_tags(bytes, ether_type, frame);
}

/// The cooked headers keep the sender's address only.
void cooked_sender(View bytes, std::size_t at, std::uint16_t hardware, std::size_t length,
                   Frame& frame) {
    if ((hardware == arphrd_ethernet || hardware == arphrd_loopback) && length == 6) {
        frame.source_mac = mac48(bytes, at);
    }
}

bool cooked_v1(View& bytes, std::uint16_t& ether_type, Frame& frame) {
    if (bytes.size() < 16) {
        return false;
    }
    cooked_sender(bytes, 6, u16(bytes, 2), u16(bytes, 4), frame);
    ether_type = u16(bytes, 14);
    bytes = bytes.subspan(16);
    return skip_vlan_tags(bytes, ether_type, frame);
}

bool cooked_v2(View& bytes, std::uint16_t& ether_type, Frame& frame) {
    if (bytes.size() < 20) {
        return false;
    }
    ether_type = u16(bytes, 0);
    const std::uint32_t interface = u32(bytes, 4);
    cooked_sender(bytes, 12, u16(bytes, 8), bytes[11], frame);
    bytes = bytes.subspan(20);
    if (!skip_vlan_tags(bytes, ether_type, frame)) {
        return false;
    }
    frame.network ^= interface << 24 ^ interface;  // tells taps apart, names nothing
    return true;
}

/// By the version in the first half octet of IP.
bool raw(View bytes, std::uint16_t& ether_type) {
    if (bytes.empty()) {
        return false;
    }
    ether_type = bytes[0] >> 4 == 6 ? 0x86dd : 0x0800;
    return true;
}

}  // namespace

bool dissect_link(std::uint16_t link_type, View& bytes, std::uint16_t& ether_type, Frame& frame) {
    switch (link_type) {
        case link::ethernet:
            return ethernet(bytes, ether_type, frame);
        case link::linux_sll:
            return cooked_v1(bytes, ether_type, frame);
        case link::linux_sll2:
            return cooked_v2(bytes, ether_type, frame);
        case link::raw:
            return raw(bytes, ether_type);
        case link::null:
            if (bytes.size() < 5) {
                return false;
            }
            bytes = bytes.subspan(4);
            return raw(bytes, ether_type);
        default:
            return false;
    }
}

}  // namespace holdfast::harness::dissect
