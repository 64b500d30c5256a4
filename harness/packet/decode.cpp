// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "harness/packet/checksum.h"
#include "harness/packet/header.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::packet {
namespace {

using namespace header;
using Content = std::variant<OtherIp, Udp, Tcp, Icmp>;

MacAddress read_mac(ByteReader& reader) {
    MacAddress mac;
    const auto octets = reader.raw(mac.octets.size());
    std::copy(octets.begin(), octets.end(), mac.octets.begin());
    return mac;
}

Bytes copy(std::span<const std::uint8_t> bytes) {
    return {bytes.begin(), bytes.end()};
}

// Checksums of UDP, TCP and ICMP are not verified: the sender's own captures hold frames that its
// network card would have completed (checksum offload), and on a veth pair nobody ever does.

std::optional<Content> decode_udp(std::span<const std::uint8_t> segment, bool first_fragment) {
    ByteReader reader(segment);
    Udp udp;
    udp.source_port = reader.u16();
    udp.destination_port = reader.u16();
    const std::size_t length = reader.u16();
    reader.u16();
    const bool overlong = length > segment.size() && !first_fragment;
    if (!reader.ok() || length < udp_size || overlong) {
        return std::nullopt;
    }
    udp.payload = copy(reader.raw(std::min(length - udp_size, reader.remaining())));
    return udp;
}

std::optional<Content> decode_tcp(std::span<const std::uint8_t> segment) {
    ByteReader reader(segment);
    Tcp tcp;
    tcp.source_port = reader.u16();
    tcp.destination_port = reader.u16();
    tcp.sequence = reader.u32();
    tcp.acknowledgement = reader.u32();
    const std::size_t header_size = static_cast<std::size_t>(reader.u8() >> 4) * 4;
    tcp.flags = reader.u8();
    reader.raw(6);  // window, checksum, urgent pointer
    if (!reader.ok() || header_size < tcp_size || header_size > segment.size()) {
        return std::nullopt;
    }
    tcp.payload = copy(segment.subspan(header_size));
    return tcp;
}

std::optional<Content> decode_icmp(std::span<const std::uint8_t> segment) {
    ByteReader reader(segment);
    Icmp icmp;
    icmp.type = reader.u8();
    icmp.code = reader.u8();
    reader.u16();
    icmp.identifier = reader.u16();
    icmp.sequence = reader.u16();
    if (!reader.ok()) {
        return std::nullopt;
    }
    icmp.payload = copy(reader.rest());
    return icmp;
}

std::optional<Content> decode_segment(std::uint8_t protocol, std::uint16_t fragment,
                                      std::span<const std::uint8_t> segment) {
    if ((fragment & fragment_offset_mask) != 0) {
        return OtherIp{protocol};  // a later fragment: its transport header was in the first
    }
    switch (protocol) {
        case protocol_udp:
            return decode_udp(segment, (fragment & flag_more_fragments) != 0);
        case protocol_tcp:
            return decode_tcp(segment);
        case protocol_icmp:
            return decode_icmp(segment);
        default:
            return OtherIp{protocol};
    }
}

/// A field of zero is accepted too: the capture was taken before the network card filled it in.
bool header_checksum_right(std::span<const std::uint8_t> header) {
    Checksum sum;
    sum.add(header);
    return sum.value() == 0 || (header[10] == 0 && header[11] == 0);
}

std::optional<Ipv4> decode_ipv4(std::span<const std::uint8_t> datagram) {
    ByteReader reader(datagram);
    const std::uint8_t version_and_size = reader.u8();
    reader.u8();  // type of service
    const std::size_t total_size = reader.u16();
    reader.u16();  // identification
    const std::uint16_t fragment = reader.u16();
    Ipv4 ip;
    ip.time_to_live = reader.u8();
    const std::uint8_t protocol = reader.u8();
    reader.u16();
    ip.source.value = reader.u32();
    ip.destination.value = reader.u32();
    const std::size_t header_size = static_cast<std::size_t>(version_and_size & 0x0f) * 4;
    const bool sizes_agree = ipv4_size <= header_size && header_size <= total_size &&
                             total_size <= datagram.size();  // what follows is padding
    if (!reader.ok() || version_and_size >> 4 != 4 || !sizes_agree ||
        !header_checksum_right(datagram.first(header_size))) {
        return std::nullopt;
    }
    auto content =
        decode_segment(protocol, fragment, datagram.subspan(header_size, total_size - header_size));
    if (!content) {
        return std::nullopt;
    }
    ip.content = *std::move(content);
    return ip;
}

/// ARP for other networks than Ethernet with IPv4, and operations other than asking and answering,
/// are frames that we do not understand; they are not broken.
std::optional<std::variant<OtherFrame, Arp, Ipv4>> decode_arp(
    std::span<const std::uint8_t> message) {
    ByteReader reader(message);
    const std::uint16_t hardware = reader.u16();
    const std::uint16_t protocol = reader.u16();
    const std::uint8_t hardware_size = reader.u8();
    const std::uint8_t protocol_size = reader.u8();
    const std::uint16_t operation = reader.u16();
    Arp arp;
    arp.operation = static_cast<Arp::Operation>(operation);
    arp.sender_mac = read_mac(reader);
    arp.sender_ip.value = reader.u32();
    arp.target_mac = read_mac(reader);
    arp.target_ip.value = reader.u32();
    if (!reader.ok()) {
        return std::nullopt;
    }
    const bool ethernet_with_ipv4 = hardware == hardware_ethernet && protocol == ether_type_ipv4;
    if (!ethernet_with_ipv4 || (operation != 1 && operation != 2)) {
        return OtherFrame{ether_type_arp};
    }
    if (hardware_size != 6 || protocol_size != 4) {
        return std::nullopt;
    }
    return arp;
}

}  // namespace

bool carries_arp(std::span<const std::uint8_t> frame) {
    ByteReader reader(frame);
    reader.raw(2 * std::tuple_size_v<decltype(MacAddress::octets)>);
    return reader.u16() == ether_type_arp;
}

std::optional<Packet> decode(std::span<const std::uint8_t> frame) {
    ByteReader reader(frame);
    Packet packet;
    packet.destination = read_mac(reader);
    packet.source = read_mac(reader);
    const std::uint16_t ether_type = reader.u16();
    if (!reader.ok()) {
        return std::nullopt;
    }
    if (ether_type == ether_type_arp) {
        auto content = decode_arp(reader.rest());
        if (!content) {
            return std::nullopt;
        }
        packet.content = *std::move(content);
    } else if (ether_type == ether_type_ipv4) {
        auto ip = decode_ipv4(reader.rest());
        if (!ip) {
            return std::nullopt;
        }
        packet.content = *std::move(ip);
    } else {
        packet.content = OtherFrame{ether_type};
    }
    return packet;
}

}  // namespace holdfast::harness::packet
