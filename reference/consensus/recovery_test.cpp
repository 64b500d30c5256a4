// SPDX-License-Identifier: Apache-2.0
// Goal: a member whose disk lost entries takes no part in elections until it has whatever it may
// have acknowledged.
#include <gmock/gmock.h>

#include "reference/consensus/lone_member.h"

namespace holdfast::reference::consensus {
namespace {

Stored damaged(const std::vector<Term>& terms) {
    Stored out = stored(three, terms);
    out.damaged = true;
    return out;
}

AppendEntries append_in_first_term(Index previous_index, std::size_t count, Index commit,
                                   Index last_index) {
    return {.term = 1,
            .previous_index = previous_index,
            .previous_term = previous_index == 0 ? Term{0} : Term{1},
            .commit = commit,
            .last_index = last_index,
            .entries = entries_of_terms(std::vector<Term>(count, 1), previous_index + 1)};
}

TEST(Damaged, NeitherVotesNorCampaigns) {
    LoneMember member(damaged({1, 1}));
    EXPECT_EQ(member.raft().next_timeout(), std::nullopt);
    member.wait(1h);

    for (const bool pre_vote : {true, false}) {
        const auto votes = sent<Vote>(member.hear(
            "n2", RequestVote{.term = 2, .pre_vote = pre_vote, .last_index = 9, .last_term = 1}));
        ASSERT_EQ(votes.size(), 1U);
        EXPECT_FALSE(votes.front().second.granted);
    }
}

// The leader's log ends at 4 and is committed up to 2. This member may have acknowledged 4, and the
// leader may commit 4 with that as soon as another member acknowledges it.
TEST(Damaged, WaitsForTheWholeLogThatTheLeaderHadNotForWhatWasCommitted) {
    LoneMember member(damaged({1, 1}));
    member.hear("n2", append_in_first_term(2, 0, 2, 4));
    EXPECT_TRUE(member.raft().recovering());

    member.hear("n2", append_in_first_term(2, 2, 2, 9));
    EXPECT_TRUE(member.raft().recovering());  // not on disk yet
    member.sync();

    EXPECT_FALSE(member.raft().recovering());
    EXPECT_TRUE(member.raft().next_timeout().has_value());
}

TEST(Damaged, AnotherLeaderSaysAnewHowFarItsLogGoes) {
    LoneMember member(damaged({1, 1}));
    member.hear("n2", append_in_first_term(2, 0, 2, 4));
    AppendEntries other = append_in_first_term(2, 2, 2, 6);
    other.term = 2;

    member.hear("n3", other);
    member.sync();

    EXPECT_TRUE(member.raft().recovering());
}

// A leader believes in a follower's match until the follower says otherwise: then it sends again.
TEST(Damaged, ItsLeaderSendsAgainWhatItHadAcknowledged) {
    LoneMember leader(stored(three, {1, 1, 1}));
    leader.win({"n2"});
    leader.acknowledge("n3", 4);

    const auto again = sent<AppendEntries>(
        leader.hear("n3", AppendEntriesResponse{.term = 2, .conflict_index = 2, .round = 1}));

    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again.front().second.previous_index, 1U);
    EXPECT_EQ(again.front().second.entries.size(), 3U);
}

}  // namespace
}  // namespace holdfast::reference::consensus
