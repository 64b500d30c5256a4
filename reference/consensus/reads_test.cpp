// SPDX-License-Identifier: Apache-2.0
// Goal: reads are current and leases are true (thesis 6.4).
#include <gmock/gmock.h>

#include "reference/consensus/lone_member.h"

namespace holdfast::reference::consensus {
namespace {

using testing::ElementsAre;

std::vector<RequestId> answered(const Effects& effects) {
    std::vector<RequestId> out;
    for (const Effect& effect : effects) {
        if (const auto* ready = std::get_if<effect::ReadReady>(&effect)) {
            out.push_back(ready->id);
        }
    }
    return out;
}

/// Its no-op, entry 2, is committed; round 1 is answered.
class CurrentLeader : public testing::Test {
  protected:
    CurrentLeader() {
        member.win({"n2"});
        member.sync();
        member.acknowledge("n2", 2, 1);
    }
    LoneMember member{stored(three, {1})};
};

TEST_F(CurrentLeader, AnswersAReadOnceAQuorumAnsweredARoundThatBeganAfterIt) {
    EXPECT_EQ(sent<AppendEntries>(member.give(input::Read{5})).size(), 2U);

    EXPECT_THAT(answered(member.acknowledge("n2", 2, 1)), ElementsAre());
    EXPECT_THAT(answered(member.acknowledge("n2", 2, 2)), ElementsAre(5));
}

TEST_F(CurrentLeader, ReadsThatComeDuringARoundShareTheNext) {
    member.give(input::Read{5});
    EXPECT_EQ(sent<AppendEntries>(member.give(input::Read{6})).size(), 0U);
    member.give(input::Read{7});

    const Effects first = member.acknowledge("n3", 2, 2);
    EXPECT_THAT(answered(first), ElementsAre(5));
    EXPECT_THAT(answered(member.acknowledge("n3", 2, 3)), ElementsAre(6, 7));
}

TEST_F(CurrentLeader, RefusesPendingReadsWhenItIsDeposed) {
    member.give(input::Read{5});

    const Effects effects = member.hear("n2", AppendEntriesResponse{.term = 9});

    EXPECT_TRUE(contains<effect::Refused>(effects));
}

TEST(FreshLeader, AnswersReadsOnlyWhenItsNoOpIsCommitted) {
    LoneMember member(stored(three, {1}));
    member.win({"n2"});
    member.sync();
    member.give(input::Read{5});
    member.acknowledge("n2", 1, 1);
    EXPECT_THAT(answered(member.acknowledge("n2", 1, 2)), ElementsAre());

    EXPECT_THAT(answered(member.acknowledge("n2", 2, 2)), ElementsAre(5));
}

// The lease counts from when the round began, not from when its answer came.
TEST_F(CurrentLeader, LeaseEndsOnePeriodBeforeTheFirstVoterMayVote) {
    const Instant began = member.now();
    member.wait(3s);
    member.acknowledge("n3", 2, 1);

    EXPECT_EQ(member.raft().lease_until(),
              began + Options{}.election_timeout() - Options{}.heartbeat_period);
}

TEST_F(CurrentLeader, HasNoLeaseFromTheMomentItHandsOver) {
    member.give(input::TransferLeadership{});

    EXPECT_EQ(member.raft().lease_until(), std::nullopt);
}

}  // namespace
}  // namespace holdfast::reference::consensus
