// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(CheckDeathTest, SaysPlaceSentenceAndCondition) {
    const int engines = 3;
    EXPECT_DEATH(CHECK(engines == 2, "a legacy pair has two engines, not {}", engines),
                 "check_test.cpp:[0-9]+: mistake in Holdfast: a legacy pair has two engines, not 3 "
                 ".*engines == 2 does not hold");
}

TEST(Check, IsSilentAndEvaluatesItsConditionOnceWhenItHolds) {
    int asked = 0;
    CHECK(++asked == 1, "never printed");
    EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace holdfast
