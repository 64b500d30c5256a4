// SPDX-License-Identifier: Apache-2.0
// Frames of a made-up network, for IPv4 and IPv6 and every link layer that captures come with.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "harness/dissect/ip_address.h"

namespace holdfast::harness::timing::ground_truth {

/// How the capture names machines: by its last octet, 02:00:00:00:00:XX.
struct Machine {
    std::uint8_t number = 0;
    MacAddress mac() const { return {{0x02, 0, 0, 0, 0, number}}; }
    /// 192.0.2.N or 2001:db8::N (RFC 5737, RFC 3849).
    dissect::IpAddress address(bool ipv6) const;
};

/// One packet between two ends; the VIP is an address of whichever machine answers.
struct Ends {
    MacAddress source_mac;
    MacAddress destination_mac;
    dissect::IpAddress source;
    dissect::IpAddress destination;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    Ends reversed() const {
        return {destination_mac, source_mac, destination, source, destination_port, source_port};
    }
};

Bytes udp_frame(const Ends& ends, const Bytes& payload);
/// The source port is the identifier, in both directions.
Bytes echo_frame(const Ends& ends, bool request, std::uint16_t sequence);
Bytes tcp_frame(const Ends& ends, std::uint32_t sequence, std::uint32_t acknowledgement,
                std::uint8_t flags, std::size_t payload);
/// Gratuitous ARP or an unsolicited neighbour advertisement.
Bytes announcement_frame(MacAddress owner, dissect::IpAddress address);
/// ARP request or neighbour solicitation, by a machine at its own address.
Bytes question_frame(MacAddress asker, dissect::IpAddress at, dissect::IpAddress about);
Bytes answer_frame(MacAddress owner, dissect::IpAddress address, MacAddress asker,
                   dissect::IpAddress at);

enum class Link { ethernet, vlan, cooked_v1, cooked_v2 };
/// The same packet as that link layer's capture shows it.
Bytes relinked(const Bytes& ethernet_frame, Link link);
std::uint16_t link_type_of(Link link);

}  // namespace holdfast::harness::timing::ground_truth
