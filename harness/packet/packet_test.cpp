// SPDX-License-Identifier: Apache-2.0
// Goal: what is written is read back equal, frames of others are read right, and no bytes whatever
// make the decoder read beyond them. Method: RapidCheck for what holds of every frame, single bytes
// changed by hand for what other senders may write.
#include "harness/packet/packet.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "harness/packet/checksum.h"

namespace holdfast::harness::packet {
namespace {

const MacAddress mac_a{{0x02, 0, 0, 0, 0, 0x0a}};
const MacAddress mac_b{{0x02, 0, 0, 0, 0, 0x0b}};
const Ipv4Address ip_a{0xc000020a};  // 192.0.2.10
const Ipv4Address ip_b{0xc000020b};

template <class Content>
Packet packet_of(Content content) {
    return {.destination = mac_b, .source = mac_a, .content = std::move(content)};
}

template <class Segment>
Packet ip_packet(Segment segment) {
    return packet_of(Ipv4{.source = ip_a, .destination = ip_b, .content = std::move(segment)});
}

rc::Gen<MacAddress> any_mac() {
    return rc::gen::map(rc::gen::arbitrary<std::array<std::uint8_t, 6>>(),
                        [](const auto& octets) { return MacAddress{octets}; });
}

Bytes any_payload() {
    return *rc::gen::arbitrary<Bytes>();
}

std::variant<OtherIp, Udp, Tcp, Icmp> any_segment() {
    const auto port = rc::gen::arbitrary<std::uint16_t>();
    const auto byte = rc::gen::arbitrary<std::uint8_t>();
    const auto number = rc::gen::arbitrary<std::uint32_t>();
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            return OtherIp{*byte};
        case 1:
            return Udp{*port, *port, any_payload()};
        case 2:
            return Tcp{*port, *port, *number, *number, *byte, any_payload()};
        default:
            return Icmp{*byte, *byte, *port, *port, any_payload()};
    }
}

Ipv4Address any_address() {
    return {*rc::gen::arbitrary<std::uint32_t>()};
}

Packet any_packet() {
    Packet packet{.destination = *any_mac(), .source = *any_mac(), .content = {}};
    switch (*rc::gen::inRange(0, 3)) {
        case 0:
            packet.content = OtherFrame{*rc::gen::distinctFrom<std::uint16_t>(0x0800)};
            break;
        case 1:
            packet.content = Arp{*rc::gen::element(Arp::Operation::request, Arp::Operation::reply),
                                 *any_mac(), any_address(), *any_mac(), any_address()};
            break;
        default:
            packet.content = Ipv4{any_address(), any_address(), *rc::gen::arbitrary<std::uint8_t>(),
                                  any_segment()};
    }
    return packet;
}

RC_GTEST_PROP(Packet, IsReadBackEqual, ()) {
    const Packet packet = any_packet();
    const auto read = decode(encode(packet));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == packet);
}

RC_GTEST_PROP(Packet, AnyBytesDecodeToSomethingThatIsReadBackEqualOrToNothing, ()) {
    const auto read = decode(*rc::gen::arbitrary<Bytes>());
    RC_ASSERT((!read || decode(encode(*read)) == read));  // bare, RapidCheck evaluates both sides
}

// Random bytes hardly ever pass for IPv4, so good frames are damaged too: an overwritten byte finds
// a length that lies, an end cut off finds a field that is not there.
RC_GTEST_PROP(Packet, DamagedFramesNeverReachBeyondTheirEnd, ()) {
    Bytes frame = encode(any_packet());
    frame.at(*rc::gen::inRange<std::size_t>(0, frame.size())) = *rc::gen::arbitrary<std::uint8_t>();
    frame.resize(*rc::gen::inRange<std::size_t>(0, frame.size() + 1));
    frame.shrink_to_fit();  // so that the address sanitizer knows where it ends
    const auto read = decode(frame);
    RC_ASSERT((!read || decode(encode(*read)) == read));  // bare, RapidCheck evaluates both sides
}

RC_GTEST_PROP(Packet, ACutIpv4PacketIsRefused, ()) {
    const Bytes payload = *rc::gen::container<Bytes>(64, rc::gen::arbitrary<std::uint8_t>());
    const Bytes frame = encode(ip_packet(Udp{1, 2, payload}));
    const auto size = *rc::gen::inRange<std::size_t>(0, frame.size());
    RC_ASSERT(!decode(std::span(frame).first(size)).has_value());
}

// A receiver sums all words with the checksum among them, and expects nothing left (RFC 1071).
TEST(Packet, ChecksumsOfAWholeFrameSumToZero) {
    const Bytes frame = encode(ip_packet(Udp{5000, 6000, {1, 2, 3}}));
    Checksum ip;
    ip.add(std::span(frame).subspan(14, 20));
    EXPECT_EQ(ip.value(), 0);

    Checksum udp;  // pseudo header: both addresses, protocol and length 8 + 3
    udp.add(std::span(frame).subspan(26, 8));
    udp.add_word(17 + 11);
    udp.add(std::span(frame).subspan(34, 11));
    EXPECT_EQ(udp.value(), 0);
}

// RFC 1071, section 3: 0001 f203 f4f5 f6f7 sum to ddf2, so the field is its complement.
TEST(Checksum, AgreesWithTheExampleOfTheRfc) {
    Checksum sum;
    sum.add(Bytes{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7});
    EXPECT_EQ(sum.value(), 0x220d);  // ~ddf2
}

TEST(Packet, ASmallFrameIsPaddedAndThePaddingIsNotPayload) {
    const Bytes frame = encode(ip_packet(Udp{1, 2, {9}}));
    EXPECT_EQ(frame.size(), 60U);
    EXPECT_EQ(decode(frame)->udp()->payload, Bytes{9});
}

TEST(Packet, ArpIsGratuitousWhenItSpeaksOfItsSenderOnly) {
    const Arp announcement{Arp::Operation::request, mac_a, ip_a, {}, ip_a};
    const Arp question{Arp::Operation::request, mac_a, ip_a, {}, ip_b};
    EXPECT_TRUE(decode(encode(packet_of(announcement)))->arp()->gratuitous());
    EXPECT_FALSE(decode(encode(packet_of(question)))->arp()->gratuitous());
}

TEST(Packet, LaterFragmentsAreNotReadAsTransport) {
    Bytes frame = encode(ip_packet(Udp{5000, 6000, Bytes(40)}));
    frame[20] = 0;  // offset 8 bytes, no flags
    frame[21] = 1;
    frame[24] = frame[25] = 0;  // checksum left to the network card
    EXPECT_EQ(decode(frame)->ipv4()->content, (std::variant<OtherIp, Udp, Tcp, Icmp>(OtherIp{17})));
}

// The UDP length of a first fragment counts the whole datagram; the fragment holds less.
TEST(Packet, AFirstFragmentGivesThePayloadThatIsThere) {
    Bytes frame = encode(ip_packet(Udp{5000, 6000, Bytes(40, 7)}));
    frame[20] = 0x20;           // more fragments
    frame[24] = frame[25] = 0;  // checksum left to the network card
    frame[38] = 0x10;           // UDP length 4096 and some
    EXPECT_EQ(decode(frame)->udp()->payload, Bytes(40, 7));
}

TEST(Packet, OptionsOfIpv4AndTcpAreSteppedOver) {
    Bytes frame = encode(ip_packet(Tcp{
        .source_port = 1, .destination_port = 2, .flags = Tcp::syn, .payload = {1, 1, 1, 1, 42}}));
    frame[46] = 6 << 4;  // header of 24 bytes: the first four of the payload become options
    EXPECT_EQ(decode(frame)->tcp()->payload, Bytes{42});

    Bytes with_ip_option = encode(ip_packet(Icmp{.type = Icmp::echo_request, .payload = Bytes(8)}));
    with_ip_option[14] = 0x46;
    with_ip_option[24] = with_ip_option[25] = 0;
    with_ip_option[34] = Icmp::echo_request;  // one option word, which then is not ICMP
    ASSERT_NE(decode(with_ip_option), std::nullopt);
    EXPECT_EQ(decode(with_ip_option)->icmp()->payload.size(), 4U);
}

TEST(Packet, AWrongIpv4HeaderChecksumIsRefused) {
    Bytes frame = encode(ip_packet(Udp{1, 2, {}}));
    frame[22] ^= 1;  // time to live
    EXPECT_EQ(decode(frame), std::nullopt);
}

TEST(Packet, ArpOfAnotherKindOfNetworkIsAnOtherFrame) {
    Bytes frame = encode(packet_of(Arp{}));
    frame[15] = 6;  // hardware type: IEEE 802
    ASSERT_NE(decode(frame), std::nullopt);
    EXPECT_EQ(std::get<OtherFrame>(decode(frame)->content).ether_type, 0x0806);
}

}  // namespace
}  // namespace holdfast::harness::packet
