// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/check.h"
#include "harness/packet/checksum.h"
#include "harness/packet/header.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::packet {
namespace {

using namespace header;

constexpr std::size_t largest_ipv4 = 65535;  // the total length field has 16 bits

void put_u16(Bytes& out, std::size_t at, std::uint16_t value) {
    out[at] = static_cast<std::uint8_t>(value >> 8);
    out[at + 1] = static_cast<std::uint8_t>(value);
}

std::uint16_t ipv4_length(std::size_t size) {
    CHECK(size <= largest_ipv4, "{} bytes do not fit into one IPv4 packet", size);
    return static_cast<std::uint16_t>(size);
}

/// Over the pseudo header of RFC 768 and RFC 9293, and the segment from `start` on with its field
/// still zero.
std::uint16_t transport_checksum(const Ipv4& ip, std::uint8_t protocol, const Bytes& out,
                                 std::size_t start) {
    const auto segment = std::span(out).subspan(start);
    Checksum sum;
    sum.add_word(ip.source.value >> 16);
    sum.add_word(ip.source.value & 0xffff);
    sum.add_word(ip.destination.value >> 16);
    sum.add_word(ip.destination.value & 0xffff);
    sum.add_word(protocol);
    sum.add_word(ipv4_length(segment.size()));
    sum.add(segment);
    return sum.value();
}

void append_segment(Bytes&, const Ipv4&, const OtherIp&) {}

void append_segment(Bytes& out, const Ipv4& ip, const Udp& udp) {
    const std::size_t start = out.size();
    ByteWriter writer(out);
    writer.u16(udp.source_port);
    writer.u16(udp.destination_port);
    writer.u16(ipv4_length(udp_size + udp.payload.size()));
    writer.u16(0);
    writer.raw(udp.payload);
    const std::uint16_t sum = transport_checksum(ip, protocol_udp, out, start);
    put_u16(out, start + 6, sum == 0 ? 0xffff : sum);  // RFC 768: zero would mean "no checksum"
}

void append_segment(Bytes& out, const Ipv4& ip, const Tcp& tcp) {
    const std::size_t start = out.size();
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
    put_u16(out, start + 16, transport_checksum(ip, protocol_tcp, out, start));
}

void append_segment(Bytes& out, const Ipv4&, const Icmp& icmp) {
    const std::size_t start = out.size();
    ByteWriter writer(out);
    writer.u8(icmp.type);
    writer.u8(icmp.code);
    writer.u16(0);
    writer.u16(icmp.identifier);
    writer.u16(icmp.sequence);
    writer.raw(icmp.payload);
    Checksum sum;
    sum.add(std::span(out).subspan(start));
    put_u16(out, start + 2, sum.value());
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
    const auto protocol =
        std::visit([](const auto& content) { return protocol_of(content); }, ip.content);
    const std::size_t start = out.size();
    ByteWriter writer(out);
    writer.u8(0x40 | ipv4_size / 4);
    writer.u8(0);   // type of service
    writer.u16(0);  // total length, below
    writer.u16(0);  // identification
    writer.u16(fragment_field(ip));
    writer.u8(ip.time_to_live);
    writer.u8(protocol);
    writer.u16(0);
    writer.u32(ip.source.value);
    writer.u32(ip.destination.value);
    std::visit([&](const auto& content) { append_segment(out, ip, content); }, ip.content);
    put_u16(out, start + 2, ipv4_length(out.size() - start));
    Checksum sum;
    sum.add(std::span(out).subspan(start, ipv4_size));
    put_u16(out, start + 10, sum.value());
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

std::size_t payload_size(const OtherIp&) {
    return 0;
}
template <class Transport>
std::size_t payload_size(const Transport& transport) {
    return transport.payload.size();
}

/// Enough, and hardly more: a run keeps a hundred thousand frames.
std::size_t room_for(const Packet& packet) {
    constexpr std::size_t headers = ethernet_size + ipv4_size + tcp_size;  // TCP's is the longest
    const Ipv4* ip = packet.ipv4();
    return std::max(
        smallest_frame,
        ip == nullptr
            ? 0
            : headers + std::visit([](const auto& content) { return payload_size(content); },
                                   ip->content));
}

}  // namespace

Bytes encode(const Packet& packet) {
    Bytes out;
    out.reserve(room_for(packet));
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
