// SPDX-License-Identifier: Apache-2.0
// Goal: one voter at a time, and never two changes under way (thesis 4.1, 4.2.2).
#include <gmock/gmock.h>

#include "reference/consensus/lone_member.h"

namespace holdfast::reference::consensus {
namespace {

using testing::Contains;
using testing::VariantWith;

const Membership two{{"n1", "n2"}};

std::string answer(const Effects& effects) {
    for (const Effect& effect : effects) {
        if (const auto* refused = std::get_if<effect::Refused>(&effect)) {
            return refused->reason;
        }
    }
    return contains<effect::Proposed>(effects) ? "proposed" : "no answer";
}

class LeaderOfThree : public testing::Test {
  protected:
    LeaderOfThree() { member.win({"n2"}); }
    void commit_no_op() {
        member.sync();
        member.acknowledge("n2", 2);
    }
    std::string change(const Membership& wanted) {
        return answer(member.give(input::ChangeMembership{1, wanted}));
    }

    LoneMember member{stored(three, {1})};
};

// The bug that Ongaro published in 2015: a change of an earlier leader may be under way unseen.
TEST_F(LeaderOfThree, ChangesNothingBeforeAnEntryOfItsTermIsCommitted) {
    EXPECT_EQ(change(two), "an earlier change may not be committed yet");
    commit_no_op();
    EXPECT_EQ(change(two), "proposed");
}

TEST_F(LeaderOfThree, BeginsNoChangeBeforeTheLastIsCommitted) {
    commit_no_op();
    ASSERT_EQ(change(two), "proposed");

    EXPECT_EQ(change(three), "an earlier change may not be committed yet");
    member.sync();
    member.acknowledge("n2", 3);
    EXPECT_EQ(change(three), "proposed");
}

TEST_F(LeaderOfThree, ChangesByOneVoter) {
    commit_no_op();

    EXPECT_EQ(change({{"n1"}}), "one voter must come or go, and only one");
    EXPECT_EQ(change({{"n1", "n2", "n4"}}), "one voter must come or go, and only one");
    EXPECT_EQ(change(three), "one voter must come or go, and only one");
    EXPECT_EQ(change({{"n2", "n1"}}), "voters must be named, sorted and without doubles");
    EXPECT_EQ(change({}), "voters must be named, sorted and without doubles");
}

TEST_F(LeaderOfThree, ANewMembershipIsInForceForItsOwnEntry) {
    commit_no_op();
    ASSERT_EQ(change({{"n1", "n2", "n3", "n4"}}), "proposed");
    member.sync();

    member.acknowledge("n2", 3);
    EXPECT_EQ(member.raft().committed(), 2U);  // two of four
    member.acknowledge("n4", 3);
    EXPECT_EQ(member.raft().committed(), 3U);
}

// It counts only the others for the entry that removes it, then leaves and names a successor.
TEST_F(LeaderOfThree, RemovesItselfAndLeavesOnceThatIsCommitted) {
    commit_no_op();
    ASSERT_EQ(change({{"n2", "n3"}}), "proposed");
    EXPECT_EQ(member.raft().lease_until(), std::nullopt);
    member.sync();
    member.acknowledge("n2", 3);
    ASSERT_EQ(member.raft().role(), Role::leader);

    const Effects effects = member.acknowledge("n3", 3);

    EXPECT_EQ(member.raft().role(), Role::follower);
    EXPECT_EQ(sent<TimeoutNow>(effects).size(), 1U);
    EXPECT_EQ(member.raft().next_timeout(), std::nullopt);  // and never campaigns
}

/// A voter of three whose log ends with its own removal.
LoneMember removed() {
    Stored from = stored(three, {1});
    from.entries.push_back(
        {.index = 2, .term = 1, .kind = Entry::Kind::membership, .membership = {{"n2", "n3"}}});
    return LoneMember(std::move(from));
}

// Thesis 4.2.2: its log may be the only one with which the others can elect a leader.
TEST(RemovedMember, CampaignsUntilItKnowsThatItsRemovalIsCommitted) {
    LoneMember member = removed();
    EXPECT_TRUE(member.raft().next_timeout().has_value());

    member.hear("n2",
                AppendEntries{.term = 1, .previous_index = 2, .previous_term = 1, .commit = 2});

    EXPECT_EQ(member.raft().next_timeout(), std::nullopt);
}

}  // namespace
}  // namespace holdfast::reference::consensus
