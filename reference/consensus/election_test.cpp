// SPDX-License-Identifier: Apache-2.0
// Goal: who is elected, and who can depose a leader (thesis 3.4, 3.6.1, 4.2.3, 9.6).
#include <gmock/gmock.h>

#include "reference/consensus/lone_member.h"

namespace holdfast::reference::consensus {
namespace {

using testing::Field;
using testing::Pair;
using testing::SizeIs;

Vote only_vote(const Effects& effects) {
    const auto votes = sent<Vote>(effects);
    CHECK(votes.size() == 1, "{} votes were sent", votes.size());
    return votes.front().second;
}

RequestVote request(Term term, Index last_index, Term last_term) {
    return {.term = term, .last_index = last_index, .last_term = last_term};
}

/// Nobody was heard for so long that any candidate is welcome.
LoneMember forsaken(const std::vector<Term>& terms) {
    LoneMember member(stored(three, terms));
    member.wait(Options{}.election_timeout());
    return member;
}

TEST(Election, PreVoteChangesNeitherTermNorDisk) {
    LoneMember member(stored(three, {1}));

    const Effects effects = member.fire();

    EXPECT_EQ(member.raft().role(), Role::pre_candidate);
    EXPECT_EQ(member.raft().term(), 1U);
    EXPECT_FALSE(contains<effect::Persist>(effects));
    EXPECT_THAT(sent<RequestVote>(effects), SizeIs(2));
}

TEST(Election, VotesAreAskedForWhenTheOwnOneIsOnDisk) {
    LoneMember member(stored(three, {1}));
    member.fire();

    const Effects effects = member.hear("n2", Vote{.term = 2, .pre_vote = true, .granted = true});

    EXPECT_THAT(sent<RequestVote>(effects), SizeIs(2));
    EXPECT_TRUE(contains<effect::SendAfterSync>(effects));
    EXPECT_FALSE(contains<effect::Send>(effects));
}

TEST(Election, OneVoteATermIsGivenAndOnlyFromTheDisk) {
    LoneMember member = forsaken({1});

    const Effects first = member.hear("n2", request(2, 1, 1));
    EXPECT_TRUE(only_vote(first).granted);
    EXPECT_FALSE(contains<effect::Send>(first));
    member.sync();

    EXPECT_FALSE(only_vote(member.hear("n3", request(2, 1, 1))).granted);
    EXPECT_TRUE(only_vote(member.hear("n2", request(2, 1, 1))).granted);
}

TEST(Election, ACandidateWithAnOlderLogGetsNoVoteButItsTerm) {
    LoneMember member = forsaken({1, 3});

    EXPECT_FALSE(only_vote(member.hear("n2", request(4, 9, 2))).granted);
    EXPECT_EQ(member.raft().term(), 4U);
    EXPECT_FALSE(only_vote(member.hear("n2", request(5, 1, 3))).granted);
    EXPECT_TRUE(only_vote(member.hear("n2", request(6, 2, 3))).granted);
}

// A follower that hears its leader, and one that was just started: it may have answered the leader
// right before it stopped, and the leader's lease counts on that.
TEST(Election, WhileALeaderIsHeardNobodyElseGetsAVoteOrRaisesTheTerm) {
    LoneMember member = forsaken({1});
    member.hear("n3", AppendEntries{.term = 1, .previous_index = 1, .previous_term = 1});
    LoneMember started(stored(three, {1}));

    for (LoneMember* one : {&member, &started}) {
        for (const bool pre_vote : {true, false}) {
            RequestVote asked = request(2, 1, 1);
            asked.pre_vote = pre_vote;
            EXPECT_FALSE(only_vote(one->hear("n2", asked)).granted) << pre_vote;
            EXPECT_EQ(one->raft().term(), 1U);
        }
    }
}

TEST(Election, ALeaderThatHandsOverIsDeposedAtOnce) {
    LoneMember member(stored(three, {1}));
    member.hear("n3", AppendEntries{.term = 1, .previous_index = 1, .previous_term = 1});
    RequestVote asked = request(2, 1, 1);
    asked.leadership_transfer = true;

    EXPECT_TRUE(only_vote(member.hear("n2", asked)).granted);
}

TEST(Election, TheLeaderBeginsItsTermWithANoOp) {
    LoneMember member(stored(three, {1}));

    const Effects effects = member.win({"n2"});

    EXPECT_EQ(member.raft().role(), Role::leader);
    EXPECT_EQ(member.raft().last_index(), 2U);
    EXPECT_THAT(sent<AppendEntries>(effects),
                Each(Pair(testing::_, Field(&AppendEntries::entries, SizeIs(1)))));
}

// The old leader's rounds reach nobody: after an election timeout without answers it steps down.
TEST(Election, ALeaderWithoutAQuorumStepsDown) {
    LoneMember member(stored(three, {1}));
    member.win({"n2"});
    const Instant elected = member.now();

    while (member.raft().role() == Role::leader && member.now() < elected + 1min) {
        member.fire();
    }

    EXPECT_EQ(member.now(), elected + Options{}.election_timeout());
    EXPECT_EQ(member.raft().leader(), std::nullopt);
}

TEST(Election, ANewerTermInAnAnswerDeposesALeader) {
    LoneMember member(stored(three, {1}));
    member.win({"n2"});

    member.hear("n3", AppendEntriesResponse{.term = 7});

    EXPECT_EQ(member.raft().role(), Role::follower);
    EXPECT_EQ(member.raft().term(), 7U);
}

}  // namespace
}  // namespace holdfast::reference::consensus
