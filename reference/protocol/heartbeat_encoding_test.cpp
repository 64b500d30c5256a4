// SPDX-License-Identifier: Apache-2.0
// Goal: a heartbeat survives the wire, and no other datagram passes for one.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "reference/protocol/encoding.h"
#include "reference/protocol/generators.h"

namespace holdfast::reference::protocol {
namespace {

using testing::HasSubstr;

const Heartbeat third_of_se1{
    .from = "se1", .group = "pair", .boot_id = 7, .sequence = 3, .generation = 2};

std::string why_refused(const Bytes& datagram) {
    const auto heartbeat = decode_heartbeat(datagram);
    return heartbeat ? "accepted" : heartbeat.error().message;
}

// 4 magic + 1 version + 2 lengths + 3 x 8 numbers + 3 name + 4 group = 38 bytes.
TEST(HeartbeatEncoding, LayoutIsAsDrawn) {
    const Bytes datagram = encode(third_of_se1);

    ASSERT_EQ(datagram.size(), 38U);
    EXPECT_EQ(std::string(datagram.begin(), datagram.begin() + 4), "HFHB");
    EXPECT_EQ(datagram[4], 2);
    EXPECT_EQ(datagram[5], 3);
    EXPECT_EQ(datagram[6], 4);
    EXPECT_EQ(datagram[14], 7);
    EXPECT_EQ(datagram[22], 3);
    EXPECT_EQ(datagram[30], 2);
    EXPECT_EQ(std::string(datagram.begin() + 31, datagram.end()), "se1pair");
}

TEST(HeartbeatEncoding, OtherVersionIsRefusedByNumber) {
    Bytes datagram = encode(third_of_se1);
    datagram[4] = 1;
    EXPECT_THAT(why_refused(datagram), HasSubstr("version 1, this engine speaks 2"));
}

TEST(HeartbeatEncoding, ForeignDatagramIsRefused) {
    EXPECT_THAT(why_refused({}), HasSubstr("not a heartbeat"));
    EXPECT_THAT(why_refused(Bytes(33, 0x41)), HasSubstr("not a heartbeat"));
}

TEST(HeartbeatEncoding, NamelessHeartbeatIsRefused) {
    Bytes datagram = encode(third_of_se1);
    datagram.resize(31);
    datagram[5] = 0;
    datagram[6] = 0;
    EXPECT_NE(why_refused(datagram), "accepted");
}

RC_GTEST_PROP(HeartbeatEncoding, EveryHeartbeatComesBackEqual, ()) {
    const Heartbeat heartbeat = any::heartbeat();
    const auto read = decode_heartbeat(encode(heartbeat));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == heartbeat);
}

RC_GTEST_PROP(HeartbeatEncoding, NoOtherLengthIsAccepted, ()) {
    Bytes datagram = encode(any::heartbeat());
    const auto length = *rc::gen::distinctFrom(
        rc::gen::inRange<std::size_t>(0, datagram.size() + 10), datagram.size());
    datagram.resize(length);
    RC_ASSERT(!decode_heartbeat(datagram).has_value());
}

RC_GTEST_PROP(HeartbeatEncoding, GarbageIsRefused, (const Bytes& garbage)) {
    RC_ASSERT(!decode_heartbeat(garbage).has_value());
}

}  // namespace
}  // namespace holdfast::reference::protocol
