// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "harness/packet/checksum.h"
#include "harness/packet/header.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::packet {
namespace {

using namespace header;

constexpr std::size_t usual_frame = 256;     // most have no payload or a short one
constexpr std::size_t largest_ipv4 = 65535;  // the total length field has 16 bits

void put_u16(Bytes& out, std::size_t at, std::uint16_t value) {
    out[at] = static_cast<std::uint8_t>(value >> 8);
    out[at + 1] = static_cast<std::uint8_t>(value);
}

std::uint16_t length_of(const Bytes& segment) {
    CHECK(segment.size() <= largest_ipv4 - ipv4_size, "{} bytes do not fit into one IPv4 packet",
          segment.size());
    return static_cast<std::uint16_t>(segment.size());
}

/// Over the pseudo header of RFC 768 and RFC 9293, and the segment with its field still zero.
std::uint16_t transport_checksum(const Ipv4& ip, std::uint8_t protocol, const Bytes& segment) {
    Checksum sum;
    sum.add_word(ip.source.value >> 16);
    sum.add_word(ip.source.value & 0xffff);
    sum.add_word(ip.destination.value >> 16);
    sum.add_word(ip.destination.value & 0xffff);
    sum.add_word(protocol);
    sum.add_word(length_of(segment));
    sum.add(segment);
    return sum.value();
}

Bytes encode_segment(const Ipv4&, const OtherIp&) {
    return {};
}

Bytes encode_segment(const Ipv4& ip, const Udp& udp) {
    Bytes out;
    out.reserve(udp_size + udp.payload.size());
    ByteWriter writer(out);
    writer.u16(udp.source_port);
    writer.u16(udp.destination_port);
    writer.u16(0);
    writer.u16(0);
    writer.raw(udp.payload);
    put_u16(out, 4, length_of(out));
    const std::uint16_t sum = transport_checksum(ip, protocol_udp, out);
    put_u16(out, 6, sum == 0 ? 0xffff : sum);  // RFC 768: zero would mean "no checksum"
    return out;
}

Bytes encode_segment(const Ipv4& ip, const Tcp& tcp) {
    Bytes out;
    out.reserve(tcp_size + tcp.payload.size());
    ByteWriter writer(out);
    writer.u16(tcp.source_port);
    writer.u16(tcp.destination_port);
    writer.u32(tcp.sequence);
    writer.u32(tcp.acknowledgement);
    writer.u8((tcp_size / 4) << 4);
    writer.u8(tcp.flags);
    writer.u16(0xffff);  // window: nothing here is ever limited by it
    writer.u16(0);
    writer.u16(0);  // urgent pointer
    writer.raw(tcp.payload);
    put_u16(out, 16, transport_checksum(ip, protocol_tcp, out));
    return out;
}

Bytes encode_segment(const Ipv4&, const Icmp& icmp) {
    Bytes out;
    ByteWriter writer(out);
    writer.u8(icmp.type);
    writer.u8(icmp.code);
    writer.u16(0);
    writer.u16(icmp.identifier);
    writer.u16(icmp.sequence);
    writer.raw(icmp.payload);
    Checksum sum;
    sum.add(out);
    put_u16(out, 2, sum.value());
    return out;
}

std::uint8_t protocol_of(const OtherIp& other) {
    return other.protocol;
}
std::uint8_t protocol_of(const Udp&) {
    return protocol_udp;
}
std::uint8_t protocol_of(const Tcp&) {
    return protocol_tcp;
}
std::uint8_t protocol_of(const Icmp&) {
    return protocol_icmp;
}

/// UDP, TCP and ICMP stay OtherIp only in a later fragment, so that is what it is written as.
std::uint16_t fragment_field(const Ipv4& ip) {
    const auto* other = std::get_if<OtherIp>(&ip.content);
    const bool later_fragment =
        other != nullptr && (other->protocol == protocol_udp || other->protocol == protocol_tcp ||
                             other->protocol == protocol_icmp);
    return later_fragment ? 1 : flag_dont_fragment;
}

void append(Bytes&, const OtherFrame&) {}  // only its header is known

void append(Bytes& out, const Arp& arp) {
    ByteWriter writer(out);
    writer.u16(hardware_ethernet);
    writer.u16(ether_type_ipv4);
    writer.u8(6);  // bytes of a MAC address
    writer.u8(4);  // bytes of an IPv4 address
    writer.u16(static_cast<std::uint16_t>(arp.operation));
    writer.raw(arp.sender_mac.octets);
    writer.u32(arp.sender_ip.value);
    writer.raw(arp.target_mac.octets);
    writer.u32(arp.target_ip.value);
}

void append(Bytes& out, const Ipv4& ip) {
    const auto segment =
        std::visit([&](const auto& content) { return encode_segment(ip, content); }, ip.content);
    const auto protocol =
        std::visit([](const auto& content) { return protocol_of(content); }, ip.content);
    const std::size_t start = out.size();
    ByteWriter writer(out);
    writer.u8(0x40 | ipv4_size / 4);
    writer.u8(0);  // type of service
    writer.u16(static_cast<std::uint16_t>(ipv4_size + length_of(segment)));
    writer.u16(0);  // identification
    writer.u16(fragment_field(ip));
    writer.u8(ip.time_to_live);
    writer.u8(protocol);
    writer.u16(0);
    writer.u32(ip.source.value);
    writer.u32(ip.destination.value);
    Checksum sum;
    sum.add(std::span(out).subspan(start));
    put_u16(out, start + 10, sum.value());
    writer.raw(segment);
}

std::uint16_t ether_type_of(const OtherFrame& frame) {
    return frame.ether_type;
}
std::uint16_t ether_type_of(const Arp&) {
    return ether_type_arp;
}
std::uint16_t ether_type_of(const Ipv4&) {
    return ether_type_ipv4;
}

}  // namespace

Bytes encode(const Packet& packet) {
    Bytes out;
    out.reserve(usual_frame);
    ByteWriter writer(out);
    writer.raw(packet.destination.octets);
    writer.raw(packet.source.octets);
    std::visit(
        [&](const auto& content) {
            writer.u16(ether_type_of(content));
            append(out, content);
        },
        packet.content);
    if (out.size() < smallest_frame) {
        out.resize(smallest_frame);
    }
    return out;
}

}  // namespace holdfast::harness::packet
