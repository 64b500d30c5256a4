// SPDX-License-Identifier: Apache-2.0
// Goal: who answers is heard, and nothing else is taken for it. Method: requests and
// replies byte by byte; then the kernel of a private network answers on its loop-back device.
#include "reference/shell/pings.h"

#include <gmock/gmock.h>

#include <vector>

#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

constexpr Ipv4Address gateway{0xc0000201};  // 192.0.2.1

/// An IPv4 header of `words` words from the gateway, and the ICMP message of this type behind it.
Bytes packet_of(std::uint8_t type, std::uint8_t words = 5) {
    Bytes packet(words * std::size_t{4});
    packet[0] = static_cast<std::uint8_t>(0x40U | words);
    const Bytes from = {192, 0, 2, 1};
    std::copy(from.begin(), from.end(), packet.begin() + 12);
    for (const std::uint8_t octet : echo_request(7, 258)) {
        packet.push_back(octet);
    }
    packet[words * std::size_t{4}] = type;
    return packet;
}

TEST(EchoRequest, HasTheInternetChecksum) {
    // 0x0800 + 0x0007 + 0x0102 = 0x0909, and its complement is 0xf6f6.
    EXPECT_THAT(echo_request(7, 258), ElementsAreArray({8, 0, 0xf6, 0xf6, 0, 7, 1, 2}));
}

TEST(EchoRequest, FoldsTheCarryOfTheSum) {
    // 0x0800 + 0xffff = 0x107ff, folded 0x0800, and its complement is 0xf7ff.
    EXPECT_THAT(echo_request(0xffff, 0), ElementsAreArray({8, 0, 0xf7, 0xff, 0xff, 0xff, 0, 0}));
}

TEST(EchoReply, IsReadBehindTheHeaderAndItsOptions) {
    const EchoReply expected{gateway, 7, 258};
    EXPECT_EQ(echo_reply(packet_of(0)), expected);
    EXPECT_EQ(echo_reply(packet_of(0, 15)), expected);
}

TEST(EchoReply, IsNoOtherMessageAndNoShorterOne) {
    EXPECT_EQ(echo_reply(packet_of(8)), std::nullopt) << "a request";
    EXPECT_EQ(echo_reply(packet_of(3)), std::nullopt) << "unreachable";
    EXPECT_EQ(echo_reply(packet_of(0, 4)), std::nullopt) << "a header of 16 octets";
    const Bytes whole = packet_of(0);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_EQ(echo_reply(std::span(whole).first(size)), std::nullopt) << size;
    }
}

TEST(Pings, HearTheAnswerToTheirOwnQuestionsOnly) {
    in_private_network([] {
        const Ipv4Address loopback{0x7f000001};
        EventLoop loop;
        std::vector<std::uint16_t> mine;
        std::vector<std::uint16_t> others;
        const auto pings = *Pings::open(
            loop, 7, [&](Ipv4Address, std::uint16_t sequence) { mine.push_back(sequence); });
        const auto other = *Pings::open(
            loop, 8, [&](Ipv4Address, std::uint16_t sequence) { others.push_back(sequence); });
        pings->ask(loopback, 41);
        pings->ask(gateway, 42);  // no route leads there
        other->ask(loopback, 43);
        EXPECT_TRUE(run_until(loop, [&] { return !mine.empty() && !others.empty(); }));
        EXPECT_THAT(mine, ElementsAre(41));
        EXPECT_THAT(others, ElementsAre(43));
    });
}

}  // namespace
}  // namespace holdfast::reference::shell
