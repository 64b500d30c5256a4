// SPDX-License-Identifier: Apache-2.0
// ARP (RFC 826), IPv4 (RFC 791), IPv6 (RFC 8200).
#include <algorithm>

#include "harness/dissect/layers.h"
#include "harness/packet/header.h"

namespace holdfast::harness::dissect {

namespace {

using namespace packet::header;

constexpr std::uint8_t hop_by_hop = 0;
constexpr std::uint8_t routing = 43;
constexpr std::uint8_t fragment = 44;
constexpr std::uint8_t authentication = 51;
constexpr std::uint8_t icmpv6 = 58;
constexpr std::uint8_t destination_options = 60;

bool is_extension(std::uint8_t next) {
    return next == hop_by_hop || next == routing || next == fragment || next == authentication ||
           next == destination_options;
}

/// Its first octet is the next header's number, its second its own length in units that depend on
/// the kind.
std::size_t extension_size(std::uint8_t kind, View bytes) {
    if (kind == fragment) {
        return 8;
    }
    const std::size_t units = bytes[1];
    return kind == authentication ? (units + 2) * 4 : (units + 1) * 8;  // RFC 4302; RFC 8200
}

}  // namespace

bool dissect_arp(View bytes, Frame& frame) {
    if (bytes.size() < 28 || u16(bytes, 0) != hardware_ethernet ||
        u16(bytes, 2) != ether_type_ipv4 || bytes[4] != 6 || bytes[5] != 4) {
        return false;
    }
    const std::uint16_t operation = u16(bytes, 6);
    if (operation != 1 && operation != 2) {
        return false;
    }
    AddressMessage& message = frame.address;
    message.sender_mac = mac48(bytes, 8);
    message.sender = IpAddress::of({u32(bytes, 14)});
    message.target = IpAddress::of({u32(bytes, 24)});
    message.gratuitous = message.sender == message.target;
    message.question = operation == 1 && !message.gratuitous;
    frame.kind = Kind::arp;
    return true;
}

bool dissect_ipv4(View bytes, Frame& frame) {
    if (bytes.size() < ipv4_size || bytes[0] >> 4 != 4) {
        return false;
    }
    const std::size_t header = (bytes[0] & 0xfU) * 4;
    std::size_t total = u16(bytes, 2);
    // Zero: the sending machine lets its card cut the packet (TCP segmentation offload).
    total = total == 0 ? bytes.size() : total;
    if (header < ipv4_size || header > total || header > bytes.size()) {
        return false;
    }
    frame.hops_left = bytes[8];
    frame.source = IpAddress::of({u32(bytes, 12)});
    frame.destination = IpAddress::of({u32(bytes, 16)});
    if ((u16(bytes, 6) & fragment_offset_mask) != 0) {
        frame.kind = Kind::other_ip;
        return true;
    }
    const std::size_t captured = std::min(total, bytes.size());
    return dissect_transport(bytes[9], bytes.subspan(header, captured - header), total - header,
                             frame);
}

bool dissect_ipv6(View bytes, Frame& frame) {
    constexpr std::size_t header = 40;
    if (bytes.size() < header || bytes[0] >> 4 != 6) {
        return false;
    }
    std::uint8_t next = bytes[6];
    std::size_t length = u16(bytes, 4);
    length = length == 0 ? bytes.size() - header : length;  // a jumbogram, or cut by the card
    frame.hops_left = bytes[7];
    frame.source = {u64(bytes, 8), u64(bytes, 16)};
    frame.destination = {u64(bytes, 24), u64(bytes, 32)};
    bytes = bytes.subspan(header, std::min(length, bytes.size() - header));
    while (is_extension(next)) {
        if (bytes.size() < 8) {
            return false;
        }
        if (next == fragment && (u16(bytes, 2) & 0xfff8) != 0) {
            frame.kind = Kind::other_ip;
            return true;
        }
        const std::size_t size = extension_size(next, bytes);
        if (size > bytes.size() || size > length) {
            return false;
        }
        next = bytes[0];
        bytes = bytes.subspan(size);
        length -= size;
    }
    return next == icmpv6 ? dissect_icmpv6(bytes, length, frame)
                          : dissect_transport(next, bytes, length, frame);
}

}  // namespace holdfast::harness::dissect
