// SPDX-License-Identifier: Apache-2.0
// What the timing analysis reads of one packet, without copying any of it. harness/packet decodes
// into values of its own, IPv4 on Ethernet only, whole frames only; here come millions of packets
// of any network, cut off at any snap length.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "harness/capture_reader/captured_packet.h"
#include "harness/dissect/ip_address.h"

namespace holdfast::harness::dissect {

/// An Ethernet address in the lower 48 bits; 0: the link layer does not say.
using Mac = std::uint64_t;

/// VRRP's virtual router MAC (RFC 9568 section 7.3), and CARP's: whoever is active uses it, so it
/// names nobody.
bool is_virtual_router(Mac mac);
std::string mac_text(Mac mac);  ///< "02:00:00:00:00:0b"

enum class Kind : std::uint8_t {
    other,
    arp,
    neighbour_advertisement,  ///< RFC 4861 section 4.4
    neighbour_solicitation,   ///< RFC 4861 section 4.3
    udp,
    tcp,
    echo_request,  ///< ICMP and ICMPv6
    echo_reply,
    vrrp,      ///< IP protocol 112, which is CARP's too
    other_ip,  ///< fragments other than the first too
};

/// Claim or question about an address: ARP (RFC 826), neighbour discovery (RFC 4861).
struct AddressMessage {
    IpAddress sender;  ///< of ARP; of an advertisement its target
    IpAddress target;
    Mac sender_mac = 0;  ///< of an advertisement its target link-layer address, else its frame's
    bool question = false;
    /// Nobody asked: gratuitous ARP (RFC 5944 section 4.6), announcement (RFC 5227), unsolicited
    /// advertisement (RFC 4861 section 7.2.6).
    bool gratuitous = false;
};

struct Frame {
    Kind kind = Kind::other;
    Mac source_mac = 0;
    Mac destination_mac = 0;
    std::uint32_t network = 0;  ///< VLAN (outer * 4096 + inner), or the interface of cooked v2

    IpAddress source;
    IpAddress destination;
    std::uint8_t hops_left = 0;  ///< time to live, hop limit

    std::uint16_t source_port = 0;  ///< of an echo its identifier
    std::uint16_t destination_port = 0;
    std::uint32_t sequence = 0;  ///< of TCP; of an echo its sequence number, 16 bits
    std::uint32_t acknowledgement = 0;
    std::uint8_t flags = 0;            ///< of TCP
    std::uint32_t payload_length = 0;  ///< on the wire, by the headers
    /// As much as was captured of what follows the headers; of VRRP and CARP the message.
    std::span<const std::uint8_t> payload;

    AddressMessage address;  ///< of ARP and neighbour discovery
};

/// False: nothing that the analysis could use (another protocol, or cut within its headers).
bool dissect(const capture_reader::CapturedPacket& packet, Frame& frame);

}  // namespace holdfast::harness::dissect
