// SPDX-License-Identifier: Apache-2.0
// Goal: headers are found below every link layer, at any snap length, and nothing is read past what
// was captured. Method: frames of harness/packet, whose decoder is the other opinion, and messages
// byte by byte from the RFCs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/dissect/bfd.h"
#include "harness/dissect/bgp.h"
#include "harness/dissect/carp.h"
#include "harness/dissect/vrrp.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::dissect {
namespace {

using testing::ElementsAre;

const MacAddress one{{2, 0, 0, 0, 0, 1}};
const MacAddress two{{2, 0, 0, 0, 0, 2}};
const Ipv4Address client{0xc0000201};
const Ipv4Address vip{0xc0000264};

capture_reader::CapturedPacket captured(const Bytes& bytes, std::uint16_t link = 1) {
    capture_reader::CapturedPacket packet;
    packet.link_type = link;
    packet.bytes = bytes;
    packet.original_length = static_cast<std::uint32_t>(bytes.size());
    return packet;
}

packet::Packet with(decltype(packet::Ipv4::content) content) {
    packet::Ipv4 ip{client, vip};
    ip.content = std::move(content);
    return {two, one, std::move(ip)};
}

Frame dissected(const Bytes& bytes, std::uint16_t link = 1) {
    Frame frame;
    EXPECT_TRUE(dissect(captured(bytes, link), frame));
    return frame;
}

TEST(Dissect, FindsUdpBelowEthernetVlanAndCookedHeaders) {
    const Bytes plain = packet::encode(with(packet::Udp{4000, 9000, Bytes(30, 5)}));
    Bytes tagged(plain.begin(), plain.begin() + 12);
    tagged.insert(tagged.end(), {0x88, 0xa8, 0, 7, 0x81, 0, 0, 42});
    tagged.insert(tagged.end(), plain.begin() + 12, plain.end());
    Bytes cooked = {0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0};
    cooked.insert(cooked.end(), plain.begin() + 12, plain.end());
    Bytes cooked2 = {8, 0, 0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0};
    cooked2.insert(cooked2.end(), plain.begin() + 14, plain.end());
    for (const auto& [bytes, link] : {std::pair(plain, 1), std::pair(tagged, 1),
                                      std::pair(cooked, 113), std::pair(cooked2, 276)}) {
        const Frame frame = dissected(bytes, static_cast<std::uint16_t>(link));
        EXPECT_EQ(frame.kind, Kind::udp);
        EXPECT_EQ(mac_text(frame.source_mac), to_string(one));
        EXPECT_EQ(to_string(frame.destination), "192.0.2.100");
        EXPECT_EQ(frame.destination_port, 9000);
        EXPECT_EQ(frame.payload_length, 30U);
        EXPECT_EQ(frame.payload.size(), 30U);
    }
    EXPECT_EQ(dissected(tagged).network, 7U << 12 | 42U);
}

TEST(Dissect, TellsAnAnnouncementFromAQuestion) {
    const packet::Arp asks{packet::Arp::Operation::request, one, client, {}, vip};
    const packet::Arp announces{packet::Arp::Operation::request, one, vip, {}, vip};
    const Frame question = dissected(packet::encode({MacAddress::all_ones(), one, asks}));
    EXPECT_TRUE(question.address.question);
    EXPECT_FALSE(question.address.gratuitous);
    const Frame announcement = dissected(packet::encode({MacAddress::all_ones(), one, announces}));
    EXPECT_TRUE(announcement.address.gratuitous);
    EXPECT_EQ(to_string(announcement.address.sender), "192.0.2.100");
}

/// An IPv6 frame with this behind its header.
Bytes ipv6(std::uint8_t next, const Bytes& rest) {
    Bytes out;
    ByteWriter writer(out);
    writer.raw(two.octets);
    writer.raw(one.octets);
    writer.u16(0x86dd);
    writer.u32(6U << 28);
    writer.u16(static_cast<std::uint16_t>(rest.size()));
    writer.u8(next);
    writer.u8(255);
    for (const std::uint64_t half : {0x20010db800000000ULL, 1ULL, 0x20010db800000000ULL, 0x64ULL}) {
        writer.u64(half);
    }
    writer.raw(rest);
    return out;
}

TEST(Dissect, WalksThroughIpv6ExtensionHeaders) {
    Bytes rest = {17, 0, 0, 0, 0, 0, 0, 0};  // hop-by-hop, 8 octets
    rest.insert(rest.end(), {0x0f, 0xa0, 0x23, 0x28, 0, 12, 0, 0, 1, 2, 3, 4});
    const Frame frame = dissected(ipv6(0, rest));
    EXPECT_EQ(frame.kind, Kind::udp);
    EXPECT_EQ(frame.destination_port, 9000);
    EXPECT_EQ(frame.payload.size(), 4U);
    EXPECT_EQ(to_string(frame.destination), "2001:db8::64");
}

TEST(Dissect, ReadsANeighbourAdvertisement) {
    Bytes rest = {136, 0, 0, 0, 0x20, 0, 0, 0};
    const Bytes target = {0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x64};
    rest.insert(rest.end(), target.begin(), target.end());
    rest.insert(rest.end(), {2, 1, 2, 0, 0, 0, 0, 9});
    const Frame frame = dissected(ipv6(58, rest));
    EXPECT_EQ(frame.kind, Kind::neighbour_advertisement);
    EXPECT_TRUE(frame.address.gratuitous);
    EXPECT_EQ(to_string(frame.address.sender), "2001:db8::64");
    EXPECT_EQ(frame.address.sender_mac, 0x020000000009U);
}

RC_GTEST_PROP(Dissect, AgreesWithTheDecoderOfTheSuite, ()) {
    const auto payload = *rc::gen::arbitrary<Bytes>();
    const auto source = *rc::gen::arbitrary<std::uint16_t>();
    const auto destination = *rc::gen::arbitrary<std::uint16_t>();
    const auto sequence = *rc::gen::arbitrary<std::uint32_t>();
    const bool tcp = *rc::gen::arbitrary<bool>();
    const Bytes bytes = packet::encode(
        tcp ? with(packet::Tcp{source, destination, sequence, 3, packet::Tcp::ack, payload})
            : with(packet::Udp{source, destination, payload}));
    const auto decoded = packet::decode(bytes);
    Frame frame;
    RC_ASSERT(dissect(captured(bytes), frame));
    RC_ASSERT(frame.source_port == source && frame.destination_port == destination);
    const Bytes seen(frame.payload.begin(), frame.payload.end());
    RC_ASSERT(seen == (tcp ? decoded->tcp()->payload : decoded->udp()->payload));
    RC_ASSERT(!tcp || frame.sequence == sequence);
}

RC_GTEST_PROP(Dissect, ReadsAnySnapLengthOfAFrame, ()) {
    const Bytes whole = packet::encode(with(packet::Udp{4000, 9000, Bytes(30, 5)}));
    const auto length = *rc::gen::inRange<std::size_t>(0, whole.size());
    Frame frame;
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    const bool understood = dissect(captured(part), frame);
    RC_ASSERT(understood == (length >= 42));  // Ethernet, IPv4, UDP
    RC_ASSERT(!understood || (frame.payload_length == 30 && frame.payload.size() == length - 42));
}

Frame vrrp_frame(const Bytes& message) {
    Frame frame;
    frame.kind = Kind::vrrp;
    frame.source = IpAddress::of(client);
    frame.payload = message;
    return frame;
}

TEST(Vrrp, Version2And3AreRead) {
    const Bytes second = {0x21, 51, 100, 1, 0, 1, 0, 0, 192, 0, 2, 100};
    const auto v2 = read_vrrp(vrrp_frame(second)).value();
    EXPECT_EQ(v2.virtual_router, 51);
    EXPECT_EQ(v2.priority, 100);
    EXPECT_EQ(v2.interval, 1s);
    EXPECT_THAT(v2.addresses, ElementsAre(IpAddress::of(vip)));
    const Bytes third = {0x31, 51, 0, 1, 0, 10, 0, 0, 192, 0, 2, 100};
    const auto v3 = read_vrrp(vrrp_frame(third)).value();
    EXPECT_EQ(v3.interval, 100ms);
    EXPECT_EQ(v3.priority, 0);
    EXPECT_FALSE(read_vrrp(vrrp_frame({0x21, 51})));
}

TEST(Carp, IsNoVrrpOfSevenAddresses) {
    Bytes message = {0x21, 51, 128, 7, 0, 1, 0, 0};
    message.resize(36);
    Frame frame = vrrp_frame(message);
    frame.payload_length = 36;
    ASSERT_TRUE(is_carp(frame));
    EXPECT_FALSE(read_vrrp(frame));
    const auto carp = read_carp(frame).value();
    EXPECT_EQ(carp.virtual_host, 51);
    EXPECT_EQ(carp.interval, 1500ms);
    EXPECT_FALSE(carp.gives_up);
    frame.payload_length = 44;  // eight octets of authentication data: VRRP, cut by a snap length
    EXPECT_FALSE(is_carp(frame));
    EXPECT_EQ(read_vrrp(frame).value().addresses.size(), 7U);
}

TEST(Bfd, StateAndDiagnosticAreRead) {
    Bytes message = {0x21, 0x40, 3, 24, 0, 0, 0, 9};  // diagnostic 1, Down, multiplier 3
    message.resize(24);
    Frame frame;
    frame.kind = Kind::udp;
    frame.destination_port = 3784;
    frame.payload = message;
    ASSERT_TRUE(is_bfd(frame));
    const auto control = read_bfd(frame).value();
    EXPECT_EQ(control.state, BfdControl::State::down);
    EXPECT_EQ(control.diagnostic, 1);
    EXPECT_EQ(control.my_discriminator, 9U);
}

Frame bgp_frame(const Bytes& segment) {
    Frame frame;
    frame.kind = Kind::tcp;
    frame.destination_port = 179;
    frame.payload = segment;
    return frame;
}

TEST(Bgp, HostRoutesComeAndGo) {
    // UPDATE: withdraws 192.0.2.101/32, announces 192.0.2.100/32 and 198.51.100.0/24 by 192.0.2.11.
    Bytes segment(16, 0xff);
    const Bytes body = {0, 5, 32, 192, 0,   2, 101, 0,   7,  0x40, 3,  4,  192,
                        0, 2, 11, 32,  192, 0, 2,   100, 24, 198,  51, 100};
    ByteWriter writer(segment);
    writer.u16(static_cast<std::uint16_t>(19 + body.size()));
    writer.u8(2);
    writer.raw(body);
    const auto messages = read_bgp(bgp_frame(segment));
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_THAT(messages[0].announced, ElementsAre(IpAddress::of(vip)));
    EXPECT_THAT(messages[0].withdrawn, ElementsAre(IpAddress::of({0xc0000265})));
    EXPECT_EQ(messages[0].next_hop, IpAddress::of({0xc000020b}));
    segment.pop_back();
    EXPECT_TRUE(read_bgp(bgp_frame(segment)).empty());  // spread over two segments
}

TEST(IpAddress, IsReadAndWritten) {
    for (const char* text : {"192.0.2.100", "2001:db8::64", "::"}) {
        EXPECT_EQ(to_string(parse_ip(text).value()), text);
    }
    EXPECT_FALSE(parse_ip("192.0.2"));
    EXPECT_TRUE(parse_ip("224.0.0.18").value().multicast());
    EXPECT_TRUE(parse_ip("ff02::1").value().multicast());
}

}  // namespace
}  // namespace holdfast::harness::dissect
