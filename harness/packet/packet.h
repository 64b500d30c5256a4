// SPDX-License-Identifier: Apache-2.0
// Ethernet, ARP, IPv4, UDP, TCP and ICMP, as far as the suite reads and (in simulation) writes
// them. The system under test has its own code for this: a shared mistake must not hide.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "base/address.h"
#include "base/bytes.h"

namespace holdfast::harness::packet {

struct Arp {
    enum class Operation : std::uint16_t { request = 1, reply = 2 };
    Operation operation = Operation::request;
    MacAddress sender_mac;
    Ipv4Address sender_ip;
    MacAddress target_mac;
    Ipv4Address target_ip;
    /// RFC 5227 announcement or RFC 5944 gratuitous ARP: it speaks of its sender only.
    bool gratuitous() const { return sender_ip == target_ip; }
    bool operator==(const Arp&) const = default;
};

struct Udp {
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    Bytes payload;
    bool operator==(const Udp&) const = default;
};

struct Tcp {
    static constexpr std::uint8_t fin = 0x01, syn = 0x02, rst = 0x04, psh = 0x08, ack = 0x10;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint8_t flags = 0;
    Bytes payload;
    bool operator==(const Tcp&) const = default;
};

struct Icmp {
    static constexpr std::uint8_t echo_reply = 0, unreachable = 3, echo_request = 8;
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
    Bytes payload;
    bool operator==(const Icmp&) const = default;
};

/// Any other protocol: only the header is understood.
struct OtherIp {
    std::uint8_t protocol = 0;
    bool operator==(const OtherIp&) const = default;
};

struct Ipv4 {
    Ipv4Address source;
    Ipv4Address destination;
    std::uint8_t time_to_live = 64;
    std::variant<OtherIp, Udp, Tcp, Icmp> content;
    bool operator==(const Ipv4&) const = default;
};

/// Neither ARP nor IPv4.
struct OtherFrame {
    std::uint16_t ether_type = 0;
    bool operator==(const OtherFrame&) const = default;
};

struct Packet {
    MacAddress destination;
    MacAddress source;
    std::variant<OtherFrame, Arp, Ipv4> content;

    const Arp* arp() const { return std::get_if<Arp>(&content); }
    const Ipv4* ipv4() const { return std::get_if<Ipv4>(&content); }
    const Udp* udp() const {
        return ipv4() == nullptr ? nullptr : std::get_if<Udp>(&ipv4()->content);
    }
    const Tcp* tcp() const {
        return ipv4() == nullptr ? nullptr : std::get_if<Tcp>(&ipv4()->content);
    }
    const Icmp* icmp() const {
        return ipv4() == nullptr ? nullptr : std::get_if<Icmp>(&ipv4()->content);
    }
    bool operator==(const Packet&) const = default;
};

/// Whole Ethernet frame without FCS, padded to 60 bytes, checksums right.
Bytes encode(const Packet& packet);
/// By its Ethernet header alone: many more frames are asked for it than carry it.
bool carries_arp(std::span<const std::uint8_t> frame);
/// None when it is cut short or contradicts itself. Fragments other than the first are OtherIp.
std::optional<Packet> decode(std::span<const std::uint8_t> frame);

}  // namespace holdfast::harness::packet
