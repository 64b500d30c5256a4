// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace holdfast {
namespace {

using testing::ElementsAre;

TEST(Bytes, NumbersAreWrittenBigEndFirst) {
    Bytes out;
    ByteWriter writer(out);
    writer.u8(0x01);
    writer.u16(0x0203);
    writer.u32(0x04050607);
    writer.text("hi");
    EXPECT_THAT(out, ElementsAre(1, 2, 3, 4, 5, 6, 7, 'h', 'i'));
}

RC_GTEST_PROP(Bytes, WhatIsWrittenIsRead,
              (std::uint8_t a, std::uint16_t b, std::uint32_t c, std::uint64_t d, Bytes tail)) {
    Bytes out;
    ByteWriter writer(out);
    writer.u8(a);
    writer.u16(b);
    writer.u32(c);
    writer.u64(d);
    writer.raw(tail);

    ByteReader reader(out);
    RC_ASSERT(reader.u8() == a);
    RC_ASSERT(reader.u16() == b);
    RC_ASSERT(reader.u32() == c);
    RC_ASSERT(reader.u64() == d);
    const auto rest = reader.rest();
    RC_ASSERT(Bytes(rest.begin(), rest.end()) == tail);
    RC_ASSERT(reader.ok());
}

// Goal: a cut message is never read as a whole one.
TEST(Bytes, ReadingPastTheEndGivesZerosAndIsRememberedForGood) {
    const Bytes three{1, 2, 3};
    ByteReader reader(three);
    EXPECT_EQ(reader.u32(), 0U);
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(reader.u8(), 0U);  // the first byte would be out of step
    EXPECT_EQ(reader.remaining(), 0U);
    EXPECT_TRUE(reader.rest().empty());
    EXPECT_FALSE(reader.ok());
}

TEST(Bytes, ReadingExactlyToTheEndIsFine) {
    const Bytes two{1, 2};
    ByteReader reader(two);
    EXPECT_EQ(reader.u16(), 0x0102);
    EXPECT_TRUE(reader.ok());
    EXPECT_TRUE(reader.raw(0).empty());
    EXPECT_TRUE(reader.ok());
}

}  // namespace
}  // namespace holdfast
