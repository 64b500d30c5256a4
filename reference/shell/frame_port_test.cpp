// SPDX-License-Identifier: Apache-2.0
// Goal: of every frame either the flow is known, or that it cannot be. Method: frames byte by byte.
#include "reference/shell/frame_port.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

constexpr MacAddress engine{{2, 0, 0, 0, 0, 1}};
constexpr MacAddress client_link{{2, 0, 0, 0, 0, 9}};
constexpr Ipv4Address far_client{0x0A000009};  // 10.0.0.9

constexpr std::uint8_t tcp = 6;
constexpr std::uint8_t udp = 17;

Bytes frame(std::uint8_t transport, std::uint8_t tcp_flags = 0, std::uint16_t fragment = 0) {
    Bytes out;
    ByteWriter writer(out);
    writer.raw(engine.octets);
    writer.raw(client_link.octets);
    writer.u16(0x0800);
    writer.u8(0x45);
    writer.u8(0);
    writer.u16(40);
    writer.u16(0);
    writer.u16(fragment);
    writer.u8(64);
    writer.u8(transport);
    writer.u16(0);
    writer.u32(far_client.value);
    writer.u32(vip.value);
    writer.u16(40000);
    writer.u16(80);
    writer.u64(0);
    writer.u8(0x50);
    writer.u8(tcp_flags);
    return out;
}

TEST(FlowOfFrame, IsWhatItsHeadersSay) {
    const auto datagram = flow_of_frame(frame(udp));
    ASSERT_TRUE(datagram.has_value());
    EXPECT_EQ(datagram->flow, (protocol::Flow{.transport = protocol::Transport::udp,
                                              .client = far_client,
                                              .client_port = 40000,
                                              .vip = vip,
                                              .port = 80}));
    EXPECT_EQ(datagram->sender, client_link);
}

TEST(FlowOfFrame, OnlyASynThatIsNoAnswerOpens) {
    EXPECT_TRUE(flow_of_frame(frame(tcp, 0x02))->opens);
    EXPECT_FALSE(flow_of_frame(frame(tcp, 0x12))->opens) << "SYN and ACK";
    EXPECT_FALSE(flow_of_frame(frame(tcp, 0x10))->opens);
}

TEST(FlowOfFrame, OfAFragmentNobodyCanTell) {
    EXPECT_FALSE(flow_of_frame(frame(udp, 0, 0x2000)).has_value()) << "more follow";
    EXPECT_FALSE(flow_of_frame(frame(udp, 0, 185)).has_value()) << "a later one";
    EXPECT_TRUE(flow_of_frame(frame(udp, 0, 0x4000)).has_value()) << "never to be cut";
}

TEST(FlowOfFrame, IsNoneOfAnythingElse) {
    constexpr std::uint8_t icmp = 1;
    EXPECT_FALSE(flow_of_frame(frame(icmp)).has_value());
    Bytes other = frame(tcp);
    other[13] = 0x06;  // ARP
    EXPECT_FALSE(flow_of_frame(other).has_value());
    const Bytes whole = frame(tcp);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(flow_of_frame(std::span(whole).first(size)).has_value()) << size;
    }
    Bytes short_header = frame(tcp);
    short_header[14] = 0x42;
    EXPECT_FALSE(flow_of_frame(short_header).has_value());
}

TEST(Offload, IsCountedFromWhatIsLeft) {
    const Offload whole{
        .flags = 1, .header_bytes = 54, .checksum_start = 34, .checksum_offset = 16};
    const Offload packet = whole.behind(ethernet_header_bytes);
    EXPECT_EQ(packet.header_bytes, 40);
    EXPECT_EQ(packet.checksum_start, 20);
    EXPECT_EQ(packet.checksum_offset, 16);
    EXPECT_EQ(Offload{}.behind(ethernet_header_bytes).checksum_start, 0) << "nothing to complete";
}

}  // namespace
}  // namespace holdfast::reference::shell
