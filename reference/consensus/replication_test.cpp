// SPDX-License-Identifier: Apache-2.0
// Goal: how logs become one, and what counts as committed (thesis 3.5, 3.6.2, 10.2.1).
#include <gmock/gmock.h>

#include "reference/consensus/lone_member.h"

namespace holdfast::reference::consensus {
namespace {

using testing::IsEmpty;

const Membership five{{"n1", "n2", "n3", "n4", "n5"}};

AppendEntriesResponse only_answer(const Effects& effects) {
    const auto answers = sent<AppendEntriesResponse>(effects);
    CHECK(answers.size() == 1, "{} answers were sent", answers.size());
    return answers.front().second;
}

/// From a leader of term 3 whose log ends at 9.
AppendEntries append(Index previous_index, Term previous_term, std::vector<Term> terms = {},
                     Index commit = 0) {
    return {.term = 3,
            .previous_index = previous_index,
            .previous_term = previous_term,
            .commit = commit,
            .last_index = 9,
            .entries = entries_of_terms(terms, previous_index + 1)};
}

TEST(Follower, AcknowledgesEntriesWhenTheyAreOnDisk) {
    LoneMember member(stored(three, {1, 1}));

    const Effects effects = member.hear("n2", append(2, 1, {3, 3}));

    EXPECT_EQ(only_answer(effects).match, 4U);
    EXPECT_FALSE(contains<effect::Send>(effects));
}

// libraft 0.15 answered with the last index of its own log: an old leader's entries counted as
// replicated.
TEST(Follower, AcknowledgesAHeartbeatUpToWhatItCoveredAtMost) {
    LoneMember member(stored(three, {1, 1, 2, 2}));

    const auto answer = only_answer(member.hear("n2", append(2, 1)));

    EXPECT_TRUE(answer.success);
    EXPECT_EQ(answer.match, 2U);
}

TEST(Follower, CommitsNothingThatTheMessageDidNotCover) {
    LoneMember member(stored(three, {1, 1, 2, 2}));

    member.hear("n2", append(2, 1, {}, 4));

    EXPECT_EQ(member.raft().committed(), 2U);
}

TEST(Follower, NamesTheTermInTheWayAndWhereItBegins) {
    LoneMember member(stored(three, {1, 2, 2, 2}));

    const auto other_term = only_answer(member.hear("n2", append(4, 3)));
    EXPECT_FALSE(other_term.success);
    EXPECT_EQ(other_term.conflict_term, 2U);
    EXPECT_EQ(other_term.conflict_index, 2U);

    const auto too_short = only_answer(member.hear("n2", append(8, 3)));
    EXPECT_EQ(too_short.conflict_term, std::nullopt);
    EXPECT_EQ(too_short.conflict_index, 5U);
}

TEST(Follower, ALateMessageCutsOffNothingThatAgrees) {
    LoneMember member(stored(three, {1}));
    member.hear("n2", append(1, 1, {3, 3}));

    const Effects effects = member.hear("n2", append(1, 1, {3}));

    EXPECT_EQ(member.raft().last_index(), 3U);
    EXPECT_FALSE(contains<effect::Persist>(effects));
}

// Thesis figure 3.7 (d): entry 2 of term 2 is on a majority, but a member with an entry of term 3
// at 2 could still be elected by the others and replace it.
TEST(Leader, CommitsEntriesOfOlderTermsOnlyWithOneOfItsOwn) {
    LoneMember member(stored(five, {1, 2, 2}));
    member.win({"n2", "n3"});
    member.sync();

    member.acknowledge("n2", 3);
    EXPECT_THAT(member.acknowledge("n3", 3),
                testing::Not(testing::Contains(testing::VariantWith<effect::Apply>(testing::_))));
    EXPECT_EQ(member.raft().committed(), 0U);

    member.acknowledge("n2", 4);
    member.acknowledge("n3", 4);
    EXPECT_EQ(member.raft().committed(), 4U);
}

// A power cut between append and fsync: what the leader counted would be gone.
TEST(Leader, CountsItsOwnLogOnlyAsFarAsItIsOnDisk) {
    LoneMember member(stored(three, {1}));
    member.win({"n2"});
    member.acknowledge("n2", 2);
    EXPECT_EQ(member.raft().committed(), 0U);

    member.sync();

    EXPECT_EQ(member.raft().committed(), 2U);
}

TEST(Leader, FindsWhereAFollowersLogAgreesInOneStepATerm) {
    LoneMember member(stored(three, {1, 1, 2, 2, 2}));
    member.win({"n2"});

    const Effects effects = member.hear(
        "n3",
        AppendEntriesResponse{.term = 3, .conflict_index = 2, .conflict_term = 1, .round = 1});

    const auto probes = sent<AppendEntries>(effects);
    ASSERT_EQ(probes.size(), 1U);
    EXPECT_EQ(probes.front().second.previous_index, 2U);
    EXPECT_EQ(probes.front().second.entries.size(), 4U);
}

TEST(Leader, SendsNoMoreThanMayBeOnItsWay) {
    LoneMember member(stored(three, {1}));
    member.win({"n2"});
    member.acknowledge("n2", 2);

    std::size_t messages = 0;
    for (int i = 0; i < 40; ++i) {
        for (const auto& [to, message] :
             sent<AppendEntries>(member.give(input::Propose{.id = 1, .command = "x"}))) {
            messages += to == MemberId("n2") ? 1 : 0;
        }
    }

    EXPECT_EQ(messages, Options{}.in_flight_max);
}

TEST(Leader, ProposalsElsewhereAreRefused) {
    LoneMember member(stored(three, {1}));

    const Effects effects = member.give(input::Propose{.id = 4, .command = "x"});

    EXPECT_THAT(effects, testing::ElementsAre(testing::VariantWith<effect::Refused>(
                             effect::Refused{4, "this member does not lead"})));
}

}  // namespace
}  // namespace holdfast::reference::consensus
