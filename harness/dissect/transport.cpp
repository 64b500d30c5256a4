// SPDX-License-Identifier: Apache-2.0
// UDP (RFC 768), TCP (RFC 9293), ICMP (RFC 792), ICMPv6 with neighbour discovery (RFC 4443, 4861).
#include <algorithm>

#include "harness/dissect/layers.h"
#include "harness/packet/header.h"

namespace holdfast::harness::dissect {

namespace {

using namespace packet::header;

constexpr std::uint8_t protocol_vrrp = 112;
constexpr std::uint8_t icmpv6_echo_request = 128;
constexpr std::uint8_t icmpv6_echo_reply = 129;
constexpr std::uint8_t icmpv6_neighbour_solicitation = 135;
constexpr std::uint8_t icmpv6_neighbour_advertisement = 136;
constexpr std::uint8_t target_link_layer_address = 2;  // option, RFC 4861 section 4.6.1
constexpr std::uint8_t solicited = 0x40;

void set_payload(View bytes, std::size_t headers, std::size_t length, Frame& frame) {
    frame.payload = bytes.subspan(std::min(headers, bytes.size()));
    frame.payload_length = static_cast<std::uint32_t>(length - headers);
}

bool udp(View bytes, std::size_t length, Frame& frame) {
    if (bytes.size() < udp_size) {
        return false;
    }
    const std::size_t said = u16(bytes, 4);  // 0: longer than 65,535 (RFC 2675), or not filled in
    length = said >= udp_size && said < length ? said : length;
    frame.source_port = u16(bytes, 0);
    frame.destination_port = u16(bytes, 2);
    frame.kind = Kind::udp;
    set_payload(bytes.first(std::min(bytes.size(), length)), udp_size, length, frame);
    return true;
}

bool tcp(View bytes, std::size_t length, Frame& frame) {
    if (bytes.size() < 14) {  // up to the flags
        return false;
    }
    const std::size_t headers = static_cast<std::size_t>(bytes[12] >> 4) * 4;
    if (headers < tcp_size || headers > length) {
        return false;
    }
    frame.source_port = u16(bytes, 0);
    frame.destination_port = u16(bytes, 2);
    frame.sequence = u32(bytes, 4);
    frame.acknowledgement = u32(bytes, 8);
    frame.flags = bytes[13];
    frame.kind = Kind::tcp;
    set_payload(bytes, headers, length, frame);
    return true;
}

bool echo(Kind kind, View bytes, std::size_t length, Frame& frame) {
    if (bytes.size() < icmp_size || length < icmp_size) {
        return false;
    }
    frame.kind = kind;
    frame.source_port = u16(bytes, 4);
    frame.sequence = u16(bytes, 6);
    set_payload(bytes, icmp_size, length, frame);
    return true;
}

bool icmp(View bytes, std::size_t length, Frame& frame) {
    if (bytes.empty()) {
        return false;
    }
    constexpr std::uint8_t echo_reply = 0;
    constexpr std::uint8_t echo_request = 8;
    if (bytes[0] == echo_request || bytes[0] == echo_reply) {
        return echo(bytes[0] == echo_request ? Kind::echo_request : Kind::echo_reply, bytes, length,
                    frame);
    }
    frame.kind = Kind::other_ip;
    return true;
}

/// Of the options behind the target (RFC 4861 section 4.6); the frame's sender when none says.
Mac advertised_mac(View options, Mac otherwise) {
    while (options.size() >= 8) {
        const std::size_t size = options[1] * std::size_t{8};
        if (size == 0 || size > options.size()) {
            break;
        }
        if (options[0] == target_link_layer_address) {
            return mac48(options, 2);
        }
        options = options.subspan(size);
    }
    return otherwise;
}

bool neighbour_discovery(bool advertisement, View bytes, Frame& frame) {
    if (bytes.size() < 24) {
        return false;
    }
    AddressMessage& message = frame.address;
    message.target = {u64(bytes, 8), u64(bytes, 16)};
    if (!advertisement) {
        frame.kind = Kind::neighbour_solicitation;
        message.sender = frame.source;
        message.sender_mac = frame.source_mac;
        message.question = true;
        return true;
    }
    frame.kind = Kind::neighbour_advertisement;
    message.sender = message.target;
    message.sender_mac = advertised_mac(bytes.subspan(24), frame.source_mac);
    message.gratuitous = (bytes[4] & solicited) == 0;
    return true;
}

}  // namespace

bool dissect_icmpv6(View bytes, std::size_t length, Frame& frame) {
    if (bytes.empty()) {
        return false;
    }
    switch (bytes[0]) {
        case icmpv6_echo_request:
            return echo(Kind::echo_request, bytes, length, frame);
        case icmpv6_echo_reply:
            return echo(Kind::echo_reply, bytes, length, frame);
        case icmpv6_neighbour_solicitation:
            return neighbour_discovery(false, bytes, frame);
        case icmpv6_neighbour_advertisement:
            return neighbour_discovery(true, bytes, frame);
        default:
            frame.kind = Kind::other_ip;
            return true;
    }
}

bool dissect_transport(std::uint8_t protocol, View bytes, std::size_t length, Frame& frame) {
    switch (protocol) {
        case protocol_udp:
            return udp(bytes, length, frame);
        case protocol_tcp:
            return tcp(bytes, length, frame);
        case protocol_icmp:
            return icmp(bytes, length, frame);
        case protocol_vrrp:
            frame.kind = Kind::vrrp;
            set_payload(bytes, 0, length, frame);
            return true;
        default:
            frame.kind = Kind::other_ip;
            return true;
    }
}

}  // namespace holdfast::harness::dissect
