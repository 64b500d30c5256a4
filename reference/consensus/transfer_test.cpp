// SPDX-License-Identifier: Apache-2.0
// Goal: leadership changes hands when asked (thesis 3.10), and a failed transfer leaves no danger.
#include <gmock/gmock.h>

#include "reference/consensus/lone_member.h"

namespace holdfast::reference::consensus {
namespace {

class Transferring : public testing::Test {
  protected:
    Transferring() {
        member.win({"n2"});
        member.sync();
    }
    LoneMember member{stored(three, {1})};
};

TEST_F(Transferring, TellsTheMostUpToDateOnceItHasEverything) {
    member.acknowledge("n3", 1);
    EXPECT_TRUE(sent<TimeoutNow>(member.give(input::TransferLeadership{})).empty());

    const auto told = sent<TimeoutNow>(member.acknowledge("n3", 2));

    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().first, MemberId("n3"));
    EXPECT_TRUE(contains<effect::Refused>(member.give(input::Propose{1, "x"})));
}

TEST_F(Transferring, AfterAnElectionTimeoutWithoutAWordItLeadsOn) {
    member.acknowledge("n2", 1);
    member.give(input::TransferLeadership{});
    for (std::uint64_t round = 2; round <= 6; ++round) {
        member.fire();
        member.hear("n2", AppendEntriesResponse{.term = 2, .conflict_index = 1, .round = round});
    }

    EXPECT_EQ(member.raft().role(), Role::leader);
    EXPECT_EQ(member.raft().term(), 2U);
    EXPECT_TRUE(contains<effect::Proposed>(member.give(input::Propose{1, "x"})));
}

// The target may still hear of it and campaign, so this term is given up: its own next one makes
// the old word void.
TEST_F(Transferring, AfterAnElectionTimeoutWithAWordOnItsWayItIsElectedAnew) {
    member.acknowledge("n2", 2);
    member.give(input::TransferLeadership{});
    Effects effects;
    for (std::uint64_t round = 2; round <= 6 && member.raft().term() == 2; ++round) {
        effects = member.fire();
        member.acknowledge("n3", 2, round);
    }

    EXPECT_EQ(member.raft().role(), Role::candidate);
    EXPECT_EQ(member.raft().term(), 3U);
    ASSERT_EQ(sent<RequestVote>(effects).size(), 2U);
    EXPECT_TRUE(sent<RequestVote>(effects).front().second.leadership_transfer);
}

TEST(TransferTarget, CampaignsAtOnceAndOnlyForItsLeader) {
    LoneMember member(stored(three, {1}));
    member.hear("n2", AppendEntries{.term = 1, .previous_index = 1, .previous_term = 1});

    member.hear("n3", TimeoutNow{1});
    EXPECT_EQ(member.raft().role(), Role::follower);
    member.hear("n2", TimeoutNow{1});
    EXPECT_EQ(member.raft().role(), Role::candidate);
}

}  // namespace
}  // namespace holdfast::reference::consensus
