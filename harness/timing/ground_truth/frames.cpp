// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/ground_truth/frames.h"

#include <algorithm>

#include "harness/capture_reader/captured_packet.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::timing::ground_truth {

namespace {

Ipv4Address ipv4_of(dissect::IpAddress address) {
    return {static_cast<std::uint32_t>(address.low)};
}

/// Checksums stay zero: the analysis does not look at them, as captures of a sender hold none.
Bytes ipv6_frame(const Ends& ends, std::uint8_t next, const Bytes& segment) {
    Bytes out;
    ByteWriter writer(out);
    writer.raw(ends.destination_mac.octets);
    writer.raw(ends.source_mac.octets);
    writer.u16(0x86dd);
    writer.u32(6U << 28);
    writer.u16(static_cast<std::uint16_t>(segment.size()));
    writer.u8(next);
    writer.u8(64);
    for (const dissect::IpAddress& address : {ends.source, ends.destination}) {
        writer.u64(address.high);
        writer.u64(address.low);
    }
    writer.raw(segment);
    return out;
}

Bytes ipv4_frame(const Ends& ends, decltype(packet::Ipv4::content) content) {
    packet::Ipv4 ip{ipv4_of(ends.source), ipv4_of(ends.destination)};
    ip.content = std::move(content);
    return packet::encode({ends.destination_mac, ends.source_mac, std::move(ip)});
}

Bytes arp_frame(MacAddress to, const packet::Arp& arp) {
    return packet::encode({to, arp.sender_mac, arp});
}

/// RFC 4861 sections 4.3 and 4.4: solicitation 135, advertisement 136, with one link-layer option.
Bytes neighbour_frame(const Ends& ends, std::uint8_t type, std::uint8_t flags,
                      dissect::IpAddress target, MacAddress mac) {
    Bytes message;
    ByteWriter writer(message);
    writer.u8(type);
    writer.u8(0);
    writer.u16(0);
    writer.u32(static_cast<std::uint32_t>(flags) << 24);
    writer.u64(target.high);
    writer.u64(target.low);
    writer.u8(type == 135 ? 1 : 2);  // source, target link-layer address
    writer.u8(1);
    writer.raw(mac.octets);
    return ipv6_frame(ends, 58, message);
}

const dissect::IpAddress all_nodes{0xff02000000000000, 1};

}  // namespace

dissect::IpAddress Machine::address(bool ipv6) const {
    return ipv6 ? dissect::IpAddress{0x20010db800000000, number}
                : dissect::IpAddress::of({0xc0000200U | number});
}

Bytes udp_frame(const Ends& ends, const Bytes& payload) {
    if (ends.source.is_ipv4()) {
        return ipv4_frame(ends, packet::Udp{ends.source_port, ends.destination_port, payload});
    }
    Bytes segment;
    ByteWriter writer(segment);
    writer.u16(ends.source_port);
    writer.u16(ends.destination_port);
    writer.u16(static_cast<std::uint16_t>(8 + payload.size()));
    writer.u16(0);
    writer.raw(payload);
    return ipv6_frame(ends, 17, segment);
}

Bytes echo_frame(const Ends& ends, bool request, std::uint16_t sequence) {
    if (ends.source.is_ipv4()) {
        packet::Icmp icmp;
        icmp.type = request ? packet::Icmp::echo_request : packet::Icmp::echo_reply;
        icmp.identifier = ends.source_port;
        icmp.sequence = sequence;
        return ipv4_frame(ends, icmp);
    }
    Bytes message;
    ByteWriter writer(message);
    writer.u8(request ? 128 : 129);
    writer.u8(0);
    writer.u16(0);
    writer.u16(ends.source_port);
    writer.u16(sequence);
    return ipv6_frame(ends, 58, message);
}

Bytes tcp_frame(const Ends& ends, std::uint32_t sequence, std::uint32_t acknowledgement,
                std::uint8_t flags, std::size_t payload) {
    if (ends.source.is_ipv4()) {
        return ipv4_frame(ends, packet::Tcp{ends.source_port, ends.destination_port, sequence,
                                            acknowledgement, flags, Bytes(payload)});
    }
    Bytes segment;
    ByteWriter writer(segment);
    writer.u16(ends.source_port);
    writer.u16(ends.destination_port);
    writer.u32(sequence);
    writer.u32(acknowledgement);
    writer.u8(5 << 4);
    writer.u8(flags);
    writer.u16(0xffff);
    writer.u32(0);
    writer.raw(Bytes(payload));
    return ipv6_frame(ends, 6, segment);
}

Bytes announcement_frame(MacAddress owner, dissect::IpAddress address) {
    if (address.is_ipv4()) {
        return arp_frame(
            MacAddress::all_ones(),
            {packet::Arp::Operation::request, owner, ipv4_of(address), {}, ipv4_of(address)});
    }
    return neighbour_frame({owner, {{0x33, 0x33, 0, 0, 0, 1}}, address, all_nodes}, 136, 0x20,
                           address, owner);
}

Bytes question_frame(MacAddress asker, dissect::IpAddress at, dissect::IpAddress about) {
    if (about.is_ipv4()) {
        return arp_frame(MacAddress::all_ones(),
                         {packet::Arp::Operation::request, asker, ipv4_of(at), {}, ipv4_of(about)});
    }
    return neighbour_frame({asker, {{0x33, 0x33, 0, 0, 0, 1}}, at, all_nodes}, 135, 0, about,
                           asker);
}

Bytes answer_frame(MacAddress owner, dissect::IpAddress address, MacAddress asker,
                   dissect::IpAddress at) {
    if (address.is_ipv4()) {
        return arp_frame(
            asker, {packet::Arp::Operation::reply, owner, ipv4_of(address), asker, ipv4_of(at)});
    }
    return neighbour_frame({owner, asker, address, at}, 136, 0x60, address, owner);
}

Bytes relinked(const Bytes& frame, Link link) {
    if (link == Link::ethernet) {
        return frame;
    }
    const std::span<const std::uint8_t> bytes(frame);
    Bytes out;
    ByteWriter writer(out);
    if (link == Link::vlan) {
        writer.raw(bytes.first(12));
        writer.u16(0x8100);
        writer.u16(42);
    } else if (link == Link::cooked_v1) {
        writer.u16(0);  // to us
        writer.u16(1);  // ARPHRD_ETHER
        writer.u16(6);
        writer.raw(bytes.subspan(6, 6));
        writer.u16(0);
    } else {
        writer.raw(bytes.subspan(12, 2));
        writer.u16(0);
        writer.u32(2);  // interface index
        writer.u16(1);
        writer.u8(0);
        writer.u8(6);
        writer.raw(bytes.subspan(6, 6));
        writer.u16(0);
        writer.raw(bytes.subspan(14));
        return out;
    }
    writer.raw(bytes.subspan(12));
    return out;
}

std::uint16_t link_type_of(Link link) {
    switch (link) {
        case Link::cooked_v1:
            return capture_reader::link_type::linux_sll;
        case Link::cooked_v2:
            return capture_reader::link_type::linux_sll2;
        default:
            return capture_reader::link_type::ethernet;
    }
}

}  // namespace holdfast::harness::timing::ground_truth
