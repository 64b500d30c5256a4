// SPDX-License-Identifier: Apache-2.0
// Goal: a snapshot takes the place of the log and reaches whoever needs it (thesis 5).
#include <gmock/gmock.h>

#include "reference/consensus/lone_member.h"

namespace holdfast::reference::consensus {
namespace {

InstallSnapshot piece(std::uint64_t offset, std::string data, bool done, Term last_term = 2) {
    return {.term = 3,
            .last_index = 4,
            .last_term = last_term,
            .membership = three,
            .offset = offset,
            .data = std::move(data),
            .done = done};
}

InstallSnapshotResponse answer_to_piece(const Effects& effects) {
    const auto answers = sent<InstallSnapshotResponse>(effects);
    CHECK(answers.size() == 1, "{} answers were sent", answers.size());
    return answers.front().second;
}

TEST(Snapshots, AreInstalledWhenEveryPieceIsThere) {
    LoneMember member({});

    EXPECT_EQ(answer_to_piece(member.hear("n2", piece(0, "ab", false))).next_offset, 2U);
    EXPECT_EQ(answer_to_piece(member.hear("n2", piece(4, "ef", true))).next_offset, 2U);
    EXPECT_EQ(answer_to_piece(member.hear("n2", piece(2, "cd", false))).next_offset, 4U);
    const Effects effects = member.hear("n2", piece(4, "ef", true));

    EXPECT_TRUE(answer_to_piece(effects).installed);
    EXPECT_FALSE(contains<effect::Send>(effects));
    EXPECT_EQ(member.raft().committed(), 4U);
    EXPECT_EQ(member.raft().membership(), three);
    EXPECT_TRUE(contains<effect::Restore>(effects));
}

TEST(Snapshots, EntriesBehindThemStayOnlyIfTheyFollow) {
    LoneMember same(stored(three, {1, 2, 2, 2, 2}));
    same.hear("n2", piece(0, "all", true));
    EXPECT_EQ(same.raft().last_index(), 5U);

    LoneMember other(stored(three, {1, 1, 1, 1, 1}));
    const Effects effects = other.hear("n2", piece(0, "all", true));
    EXPECT_EQ(other.raft().last_index(), 4U);
    EXPECT_EQ(std::get<effect::Persist>(effects.front()).truncate_from, 5U);
}

TEST(Snapshots, AnOldOneIsAcknowledgedAndChangesNothing) {
    LoneMember member(stored(three, {1, 2, 2, 2, 2}));
    member.hear("n2",
                AppendEntries{.term = 3, .previous_index = 5, .previous_term = 2, .commit = 5});
    member.sync();

    const Effects effects = member.hear("n2", piece(0, "all", true));

    EXPECT_TRUE(answer_to_piece(effects).installed);
    EXPECT_FALSE(contains<effect::Persist>(effects));
}

TEST(Snapshots, AreSentPieceByPieceToWhomTheLogDoesNotReach) {
    LoneMember leader(stored(three, {1}));
    leader.win({"n2"});
    leader.sync();
    leader.acknowledge("n2", 2);
    // Two whole characters of three bytes, and a limit in the middle of the first beyond it.
    std::string state(Options{}.bytes_per_message_max - 1, 'x');
    state += "\u20ac\u20ac";
    leader.give(input::Compact{2, state});

    const auto first = sent<InstallSnapshot>(
        leader.hear("n3", AppendEntriesResponse{.term = 2, .conflict_index = 1, .round = 1}));
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first.front().second.data.size(), Options{}.bytes_per_message_max - 1);
    const auto second = sent<InstallSnapshot>(
        leader.hear("n3", InstallSnapshotResponse{.term = 2,
                                                  .last_index = 2,
                                                  .next_offset = first.front().second.data.size(),
                                                  .round = 1}));

    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second.front().second.data, "\u20ac\u20ac");
    EXPECT_TRUE(second.front().second.done);
}

}  // namespace
}  // namespace holdfast::reference::consensus
