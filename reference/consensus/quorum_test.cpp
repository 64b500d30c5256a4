// SPDX-License-Identifier: Apache-2.0
#include "reference/consensus/quorum.h"

#include <gtest/gtest.h>

#include <map>

namespace holdfast::reference::consensus {
namespace {

int reached(const std::map<MemberId, int>& values) {
    Membership membership;
    for (const auto& [member, value] : values) {
        membership.voters.push_back(member);
    }
    return reached_by_quorum(membership, [&](const MemberId& m) { return values.at(m); });
}

TEST(Quorum, IsMoreThanHalf) {
    EXPECT_EQ(reached({{"a", 5}}), 5);
    EXPECT_EQ(reached({{"a", 5}, {"b", 3}}), 3);
    EXPECT_EQ(reached({{"a", 5}, {"b", 3}, {"c", 1}}), 3);
    EXPECT_EQ(reached({{"a", 5}, {"b", 3}, {"c", 4}, {"d", 1}}), 3);
    EXPECT_EQ(reached({{"a", 5}, {"b", 3}, {"c", 4}, {"d", 1}, {"e", 1}}), 3);
}

TEST(Quorum, AgreesWhenMoreThanHalfSayYes) {
    const auto yes = [](const MemberId& m) { return m != MemberId("a"); };

    EXPECT_FALSE(reached_by_quorum({{"a", "b"}}, yes));
    EXPECT_TRUE(reached_by_quorum({{"a", "b", "c"}}, yes));
}

}  // namespace
}  // namespace holdfast::reference::consensus
