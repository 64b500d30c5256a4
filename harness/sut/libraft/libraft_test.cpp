// SPDX-License-Identifier: Apache-2.0
// The suite finds what its authors did not plant: Debian's libraft 0.15.0 loses an acknowledged
// write. An empty AppendEntries is answered with the follower's own last index, and the leader
// counts what an older leader left there as a copy of its own entry.
#include "harness/sut/libraft/libraft_log.h"

#include <gmock/gmock.h>

#include "harness/replication/draw.h"
#include "harness/replication/search.h"
#include "harness/sut/libraft/disk_image.h"

namespace holdfast::harness::sut::libraft {
namespace {

using namespace replication;  // NOLINT: the tests speak the words of the bench
using testing::HasSubstr;

const std::string smallest_file = HOLDFAST_SOURCE_DIR "/harness/sut/libraft/lost_write.yaml";

Schedule smallest() {
    return *load_schedule(smallest_file);
}

// docs/convicted.md: the first of the seeds 1 to 200 to convict.
constexpr std::uint64_t first_convicting_seed = 125;

TEST(Libraft, IsConvictedOfALostWriteWithinTwoHundredSchedules) {
    const Tally tally =
        search(LibraftLog(), {.first_seed = 1, .schedules = 200}, [](const Tally&) {});

    ASSERT_TRUE(tally.first_conviction);
    EXPECT_EQ(tally.first_conviction->schedule.seed, first_convicting_seed);
    EXPECT_EQ(tally.first_conviction->conviction().checker, "no_acknowledged_write_lost");
}

TEST(Libraft, ConvictionShrinksToTheCommittedSchedule) {
    const Played convicted = play_and_judge(LibraftLog(), draw_schedule(first_convicting_seed));

    const ShrunkPlay shrunk = shrink_conviction(LibraftLog(), convicted, 20'000);

    EXPECT_EQ(to_yaml(shrunk.smallest.schedule), to_yaml(smallest()));
}

TEST(Libraft, SmallestScheduleConvictsAgain) {
    const Played played = play_and_judge(LibraftLog(), smallest());

    ASSERT_EQ(played.outcome(), check::Outcome::fail);
    EXPECT_EQ(played.conviction().checker, "no_acknowledged_write_lost");
    EXPECT_THAT(
        played.conviction().reason,
        HasSubstr("write 2, acknowledged by m1 at 1.759560s, is missing from the log of m2"));
}

TEST(Libraft, SameScheduleGivesTheSameHistoryToTheByte) {
    const std::string once = to_text(play_and_judge(LibraftLog(), smallest()).history);
    const std::string again = to_text(play_and_judge(LibraftLog(), smallest()).history);

    EXPECT_EQ(once, again);
}

/// The bootstrapped disk of m3, and behind it an entry of term 2 that nobody else has.
std::vector<Record> disk_with_a_stray_entry() {
    std::vector<Record> disk;
    const auto founder = LibraftLog().start({.self = {3}, .members = 3});
    for (const Effect& effect : founder->step({}, input::Started{})) {
        disk.push_back(std::get<effect::Store>(effect).record);
    }
    disk.emplace_back(DiskRecord(TermRecord{2}));
    disk.emplace_back(DiskRecord(AppendRecord{{{2, RAFT_COMMAND, "12345678"}}}));
    return disk;
}

/// m1, elected in term 4 without the stray entry, says that it is there. Its log ends at index 1.
Rpc empty_append_entries() {
    Rpc rpc;
    rpc.fixed.type = RAFT_IO_APPEND_ENTRIES;
    rpc.fixed.append_entries = {.term = 4, .prev_log_index = 1, .prev_log_term = 1};
    return rpc;
}

// The cause: the message covered index 1 and no more (Ongaro's thesis, 3.5), and the answer says 2.
TEST(Libraft, VouchesForAnEntryThatTheMessageDidNotCover) {
    const auto m3 =
        LibraftLog().start({.self = {3}, .members = 3, .on_disk = disk_with_a_stray_entry()});

    const Effects effects = m3->step({}, input::Received{{1}, empty_append_entries()});

    const auto& answer = std::any_cast<const Rpc&>(std::get<effect::Send>(effects.back()).message);
    ASSERT_EQ(answer.fixed.type, RAFT_IO_APPEND_ENTRIES_RESULT);
    EXPECT_EQ(answer.fixed.append_entries_result.rejected, 0U);
    EXPECT_EQ(answer.fixed.append_entries_result.last_log_index, 2U);
}

// Without any fault the library keeps everything: the adapter alone loses nothing.
TEST(Libraft, KeepsEverythingWhenNothingBreaks) {
    Schedule peaceful = smallest();
    peaceful.faults.clear();
    for (int i = 0; i < 100; ++i) {
        peaceful.operations.push_back({1s + i * 10ms, Operation::Kind::write, std::nullopt});
        peaceful.operations.push_back({1s + i * 10ms, Operation::Kind::read, std::nullopt});
    }
    peaceful.lasts = 3s;

    const Played played = play_and_judge(LibraftLog(), peaceful);

    EXPECT_EQ(played.outcome(), check::Outcome::pass);
    EXPECT_GE(played.verdicts.front().occurrences, 100);
}

}  // namespace
}  // namespace holdfast::harness::sut::libraft
