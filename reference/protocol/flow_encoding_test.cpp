// SPDX-License-Identifier: Apache-2.0
// Goal: what engines ask each other about flows survives the wire, and nothing else passes for it.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "reference/protocol/encoding.h"
#include "reference/protocol/generators.h"

namespace holdfast::reference::protocol {
namespace {

using testing::HasSubstr;

// 4 magic + 4 single bytes + 2 x (4 address + 2 port) + 3 name = 23 bytes.
TEST(FlowEncoding, LayoutIsAsDrawn) {
    const Flow flow{.transport = Transport::udp,
                    .client = {0x0A000001},
                    .client_port = 0x1234,
                    .vip = {0xC0000264},
                    .port = 80};
    const Bytes datagram = encode(FlowAnswer{"se4", flow, true});

    ASSERT_EQ(datagram.size(), 23U);
    EXPECT_EQ(std::string(datagram.begin(), datagram.begin() + 4), "HFFL");
    EXPECT_EQ(Bytes(datagram.begin() + 4, datagram.begin() + 8), (Bytes{1, 1, 2, 3}));
    EXPECT_EQ(datagram[8], 0x0A);
    EXPECT_EQ(datagram[12], 0x12);
    EXPECT_EQ(datagram[17], 0x64);
    EXPECT_EQ(datagram[19], 80);
    EXPECT_EQ(std::string(datagram.begin() + 20, datagram.end()), "se4");
}

RC_GTEST_PROP(FlowEncoding, EveryMessageComesBackEqual, ()) {
    const FlowQuestion question{*any::name(), any::flow()};
    const FlowAnswer answer{*any::name(), any::flow(), *rc::gen::arbitrary<bool>()};
    const Heartbeat heartbeat = any::heartbeat();
    const ClientHomes homes = any::client_homes();

    RC_ASSERT(decode_to_peer(encode(question)).value() == ToPeer(question));
    RC_ASSERT(decode_to_peer(encode(answer)).value() == ToPeer(answer));
    RC_ASSERT(decode_to_peer(encode(heartbeat)).value() == ToPeer(heartbeat));
    RC_ASSERT(decode_to_peer(encode(homes)).value() == ToPeer(homes));
    const EngineLoad load{*any::name(), *rc::gen::inRange<std::uint16_t>(0, processor_max + 1)};
    RC_ASSERT(decode_to_peer(encode(load)).value() == ToPeer(load));
}

// 4 magic, version, size, 2 of the load, 3 of the name.
TEST(LoadEncoding, LayoutIsAsDrawnAndNothingElseIsTaken) {
    Bytes datagram = encode(EngineLoad{"se4", 0x0102});
    ASSERT_EQ(datagram.size(), 11U);
    EXPECT_EQ(std::string(datagram.begin(), datagram.begin() + 4), "HFLD");
    EXPECT_EQ(Bytes(datagram.begin() + 4, datagram.begin() + 8), (Bytes{1, 3, 1, 2}));
    datagram[6] = 0x7f;
    EXPECT_THAT(decode_to_peer(datagram).error().message, HasSubstr("thousandths"));
    datagram[6] = 1;
    datagram[4] = 2;
    EXPECT_THAT(decode_to_peer(datagram).error().message, HasSubstr("version 2"));
    datagram[4] = 1;
    datagram.push_back(0);
    EXPECT_TRUE(decode_to_peer(datagram).has_error());
}

RC_GTEST_PROP(FlowEncoding, NoOtherLengthIsAccepted, ()) {
    Bytes datagram = encode(FlowQuestion{*any::name(), any::flow()});
    datagram.resize(*rc::gen::distinctFrom(rc::gen::inRange<std::size_t>(0, datagram.size() + 10),
                                           datagram.size()));
    RC_ASSERT(decode_to_peer(datagram).has_error());
}

RC_GTEST_PROP(ClientHomesEncoding, NoOtherLengthIsAccepted, ()) {
    Bytes datagram = encode(any::client_homes());
    datagram.resize(*rc::gen::distinctFrom(rc::gen::inRange<std::size_t>(4, datagram.size() + 10),
                                           datagram.size()));
    RC_ASSERT(decode_to_peer(datagram).has_error());
}

TEST(FlowEncoding, OtherVersionsAndWordsAreRefused) {
    Bytes datagram = encode(FlowQuestion{"se4", {}});
    datagram[6] = 3;
    EXPECT_THAT(decode_to_peer(datagram).error().message, HasSubstr("word 3 is unknown"));
    datagram[4] = 9;
    EXPECT_THAT(decode_to_peer(datagram).error().message, HasSubstr("version 9"));
}

}  // namespace
}  // namespace holdfast::reference::protocol
