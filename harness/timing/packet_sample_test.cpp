// SPDX-License-Identifier: Apache-2.0
// Goal: two captures choose the same packets, and take none for another. Method: packets as two
// taps see them, with hops between and cut at other lengths.
#include "harness/timing/packet_sample.h"

#include <gtest/gtest.h>

#include <vector>

namespace holdfast::harness::timing {
namespace {

struct Packet {
    std::vector<std::uint8_t> payload = std::vector<std::uint8_t>(64, 7);
    dissect::Frame frame;

    explicit Packet(std::uint32_t number) {
        frame.kind = dissect::Kind::udp;
        frame.source = dissect::parse_ip("192.0.2.50").value();
        frame.destination = dissect::parse_ip("192.0.2.100").value();
        frame.source_port = 40'000;
        frame.destination_port = 9000;
        frame.hops_left = 64;
        frame.payload_length = 64;
        for (std::size_t i = 0; i < 4; ++i) {
            payload[20 + i] = static_cast<std::uint8_t>(number >> (8 * i) & 0xff);
        }
        frame.payload = payload;
    }
    Packet(const Packet&) = delete;
    Packet& operator=(const Packet&) = delete;
};

TEST(Fingerprint, StaysTheSameBehindARouterAndCutElsewhere) {
    Packet here(1);
    Packet there(1);
    there.frame.hops_left = 62;
    there.frame.source_mac = 0x0200'0000'0001;
    there.frame.payload = std::span(there.payload).first(40);
    EXPECT_EQ(fingerprint(here.frame), fingerprint(there.frame));
}

TEST(Fingerprint, TellsPacketsApart) {
    Packet one(1);
    Packet other(2);
    EXPECT_NE(fingerprint(one.frame), fingerprint(other.frame));
    other.frame = one.frame;
    other.frame.source_port = 40'001;
    EXPECT_NE(fingerprint(one.frame), fingerprint(other.frame));
}

TEST(Fingerprint, IsNotTakenOfWhatCannotBeTold) {
    Packet cut(1);
    cut.frame.payload = std::span(cut.payload).first(39);
    EXPECT_FALSE(fingerprint(cut.frame));
    Packet many(1);
    many.frame.destination = dissect::parse_ip("224.0.0.18").value();
    EXPECT_FALSE(fingerprint(many.frame));
}

TEST(PacketSample, OfMorePacketsASmallerShareTheSameInBoth) {
    PacketSample one(100);
    PacketSample other(100);
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        const Packet packet(number);
        one.take(packet.frame, Duration(number));
    }
    for (std::uint32_t number = 10'000; number > 0; --number) {
        const Packet packet(number - 1);
        other.take(packet.frame, Duration(number));
    }
    EXPECT_LE(one.seen().size(), 100U);
    EXPECT_GT(one.seen().size(), 20U);
    std::size_t common = 0;
    for (const auto& [print, seen] : one.seen()) {
        common += other.seen().count(print);
    }
    EXPECT_EQ(common, one.seen().size());
}

TEST(PacketSample, ARepeatedPacketIsMarked) {
    PacketSample sample(100);
    const Packet packet(1);
    sample.take(packet.frame, 1s);
    EXPECT_TRUE(sample.seen().begin()->second.once);
    sample.take(packet.frame, 2s);
    EXPECT_FALSE(sample.seen().begin()->second.once);
}

}  // namespace
}  // namespace holdfast::harness::timing
