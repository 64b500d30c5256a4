// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <gtest/gtest.h>

#include "base/id.h"

namespace holdfast {
namespace {

Result<int> half_of(int number) {
    if (number % 2 != 0) {
        return failed(std::to_string(number) + " is odd");
    }
    return number / 2;
}

Result<void> nothing_wrong() {
    return success;
}

TEST(Result, IsAValueOrAReason) {
    EXPECT_EQ(half_of(6).value(), 3);
    EXPECT_EQ(half_of(7).error(), failed("7 is odd"));
    EXPECT_TRUE(nothing_wrong());
}

TEST(Result, AskingAFailureForItsValueThrowsTheReason) {
    try {
        half_of(7).value();
        FAIL() << "no value exists";
    } catch (const BadResultAccess& mistake) {
        EXPECT_STREQ(mistake.what(), "7 is odd");
    }
}

TEST(Result, KindsAreNotEqual) {
    EXPECT_NE(failed("no netem"), unsupported("no netem"));
    EXPECT_EQ(bad_input("x").kind, Error::Kind::bad_input);
}

// Goal: text that is returned is the value, never a reason.
TEST(Result, TextIsAValue) {
    const auto greeting = []() -> Result<std::string> { return std::string("hello"); };
    EXPECT_EQ(greeting().value(), "hello");
    static_assert(!std::is_convertible_v<std::string, Error>);
}

TEST(Result, WithoutAFailureTheErrorIsEmpty) {
    EXPECT_EQ(half_of(6).error(), Error());
}

using EngineName = Id<struct EngineTag>;
using ServiceName = Id<struct ServiceTag>;
static_assert(!std::is_convertible_v<EngineName, ServiceName>, "kinds of names never mix");

TEST(Id, ComparesAsItsText) {
    EXPECT_EQ(EngineName("se1"), EngineName(std::string("se1")));
    EXPECT_LT(EngineName("se1"), EngineName("se2"));
    EXPECT_TRUE(EngineName().empty());
}

}  // namespace
}  // namespace holdfast
