// SPDX-License-Identifier: Apache-2.0
#include "base/rng.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace holdfast {
namespace {

std::vector<std::uint64_t> first_hundred(Rng rng) {
    std::vector<std::uint64_t> drawn;
    for (int i = 0; i < 100; ++i) {
        drawn.push_back(rng.below(1'000'000));
    }
    return drawn;
}

TEST(Rng, TheSameSeedGivesTheSameStream) {
    EXPECT_EQ(first_hundred(Rng(42)), first_hundred(Rng(42)));
    EXPECT_NE(first_hundred(Rng(42)), first_hundred(Rng(43)));
}

// Goal: a seed in a report of last year still gives the same run, on any machine.
// Method: figures written down once; they may never change.
TEST(Rng, TheStreamOfASeedIsFixedForever) {
    Rng rng(1);
    EXPECT_EQ(rng.below(1'000'000), 2469588189546311528ULL % 1'000'000);
    Rng forked = Rng(1).fork("workload");
    const std::uint64_t first = forked.below(1'000'000);
    EXPECT_EQ(first, 117599U);
}

TEST(Rng, AForkDependsOnItsPurposeOnly) {
    Rng used(7);
    used.below(10);
    EXPECT_EQ(first_hundred(used.fork("faults")), first_hundred(Rng(7).fork("faults")));
    EXPECT_NE(first_hundred(used.fork("faults")), first_hundred(used.fork("workload")));
    EXPECT_NE(first_hundred(used.fork("faults")), first_hundred(Rng(8).fork("faults")));
}

RC_GTEST_PROP(Rng, BetweenStaysInside, (std::uint64_t seed, std::int64_t a, std::int64_t b)) {
    const std::int64_t drawn = Rng(seed).between(std::min(a, b), std::max(a, b));
    RC_ASSERT(drawn >= std::min(a, b));
    RC_ASSERT(drawn <= std::max(a, b));
}

TEST(Rng, BetweenCoversTheWholeRangeOfIntegers) {
    using Limits = std::numeric_limits<std::int64_t>;
    Rng rng(3);
    bool negative = false;
    bool positive = false;
    for (int i = 0; i < 100; ++i) {
        const std::int64_t drawn = rng.between(Limits::min(), Limits::max());
        negative = negative || drawn < 0;
        positive = positive || drawn > 0;
    }
    EXPECT_TRUE(negative && positive);
}

// 60,000 throws of a die: each face 10,000 times, standard deviation sqrt(60000 * 1/6 * 5/6) = 91;
// 500 is more than five of them, and the seed is fixed.
TEST(Rng, BelowIsFair) {
    Rng rng(5);
    std::array<int, 6> faces{};
    for (int i = 0; i < 60'000; ++i) {
        ++faces.at(rng.below(6));
    }
    for (const int count : faces) {
        EXPECT_NEAR(count, 10'000, 500);
    }
}

TEST(Rng, ChanceKeepsItsPromiseAtTheEndsAndInBetween) {
    Rng rng(6);
    int quarter = 0;
    for (int i = 0; i < 10'000; ++i) {
        ASSERT_FALSE(rng.chance(0));
        ASSERT_TRUE(rng.chance(1));
        quarter += rng.chance(0.25) ? 1 : 0;
    }
    EXPECT_NEAR(quarter, 2'500, 220);  // five times sqrt(10000 * 1/4 * 3/4) = 43
}

TEST(RngDeathTest, AskingForNothingIsAMistake) {
    EXPECT_DEATH(Rng(1).below(0), "a number below 0 does not exist");
    EXPECT_DEATH(Rng(1).between(2, 1), "no number lies between 2 and 1");
    EXPECT_DEATH(Rng(1).chance(1.5), "1.5 is no probability");
}

}  // namespace
}  // namespace holdfast
