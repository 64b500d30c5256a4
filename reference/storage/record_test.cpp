// SPDX-License-Identifier: Apache-2.0
// Goal: a record is either what was written or known not to be. Method: published checksums, every
// cut and every flipped bit of a record.
#include "reference/storage/record.h"

#include <gtest/gtest.h>

#include "reference/storage/crc32c.h"

namespace holdfast::reference::storage {
namespace {

// RFC 3720, appendix B.4.
TEST(Crc32c, GivesThePublishedSums) {
    std::string ascending;
    for (char byte = 0; byte < 32; ++byte) {
        ascending += byte;
    }
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
    EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
    EXPECT_EQ(crc32c(ascending), 0x46dd794eU);
    EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
}

TEST(Record, IsFoundInFrontOfOthers) {
    const std::string file = record("first") + record("");
    const FoundRecord first = first_record(file);
    EXPECT_EQ(first.kind, FoundRecord::Kind::whole);
    EXPECT_EQ(first.body, "first");
    const FoundRecord second = first_record(std::string_view(file).substr(record_header_size + 5));
    EXPECT_EQ(second.kind, FoundRecord::Kind::whole);
    EXPECT_EQ(second.body, "");
}

TEST(Record, ThatWasCutShortIsUnfinished) {
    const std::string whole = record("body");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_EQ(first_record(std::string_view(whole).substr(0, length)).kind,
                  FoundRecord::Kind::unfinished)
            << length;
    }
}

TEST(Record, WithAnyFlippedBitIsSpoilt) {
    const std::string whole = record("body");
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
        std::string flipped = whole;
        flipped[bit / 8] =
            static_cast<char>(static_cast<unsigned>(flipped[bit / 8]) ^ (1U << (bit % 8)));
        EXPECT_EQ(first_record(flipped).kind, FoundRecord::Kind::spoilt) << bit;
    }
}

TEST(Record, IsNotTheOnlyOneWithSomethingBehindIt) {
    const std::string whole = record("body");
    EXPECT_EQ(only_record(whole), "body");
    EXPECT_FALSE(only_record(whole + "x"));
    EXPECT_FALSE(only_record(""));
}

}  // namespace
}  // namespace holdfast::reference::storage
