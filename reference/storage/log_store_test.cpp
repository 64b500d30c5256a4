// SPDX-License-Identifier: Apache-2.0
// Goal: what a member was told to be on disk is there after whatever happens to its process or its
// power; what the disk has spoilt is noticed. Method: the store on a disk in memory.
#include "reference/storage/log_store.h"

#include <gmock/gmock.h>

#include "reference/storage/memory_disk.h"
#include "reference/storage/test_members.h"

namespace holdfast::reference::storage {
namespace {

using consensus::HardState;
using consensus::Index;
using consensus::Snapshot;
using consensus::effect::Persist;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Three entries of this file fill a segment.
constexpr std::size_t small_segment = 100;

class Store : public testing::Test {
  protected:
    Store() { EXPECT_TRUE(store.open().has_value()); }

    Opened reopened() {
        auto opened = LogStore(disk, small_segment).open();
        EXPECT_TRUE(opened.has_value()) << opened.error().message;
        return opened.has_value() ? *opened : Opened{};
    }
    std::string refusal() {
        const auto opened = LogStore(disk, small_segment).open();
        return opened.has_value() ? "opened" : opened.error().message;
    }
    void write(const Persist& persist) {
        const auto written = store.write(persist);
        ASSERT_TRUE(written.has_value()) << written.error().message;
    }
    void write_synced(const Persist& persist) {
        write(persist);
        ASSERT_TRUE(store.sync().has_value());
    }
    std::vector<std::string> files() { return *disk.list(); }

    MemoryDisk disk{Rng(1)};
    LogStore store{disk, small_segment};
};

std::vector<Index> indexes(const Opened& opened) {
    std::vector<Index> out;
    for (const auto& entry : opened.stored.entries) {
        out.push_back(entry.index);
    }
    return out;
}

TEST_F(Store, IsEmptyAtFirst) {
    const Opened opened = reopened();

    EXPECT_EQ(opened.stored.hard_state, HardState());
    EXPECT_FALSE(opened.stored.snapshot);
    EXPECT_FALSE(opened.stored.damaged);
    EXPECT_THAT(opened.stored.entries, IsEmpty());
    EXPECT_THAT(opened.notes, IsEmpty());
}

TEST_F(Store, GivesBackWhatWasSynced) {
    const std::vector<consensus::Entry> log = {
        command(1), {.index = 2, .term = 4, .kind = consensus::Entry::Kind::no_op}, membership(3)};
    write_synced({.hard_state = HardState{.term = 4, .vote = "controller2"}, .append = log});
    disk.cut_power();

    const Opened opened = reopened();
    EXPECT_EQ(opened.stored.hard_state, (HardState{.term = 4, .vote = "controller2"}));
    EXPECT_EQ(opened.stored.entries, log);
}

TEST_F(Store, GivesBackTheSnapshotAndWhatIsBehindIt) {
    const Snapshot snapshot{.last_index = 5,
                            .last_term = 1,
                            .membership = {{"controller1"}},
                            .state = std::string("a\0b", 3)};
    write({.append = commands(1, 7)});
    write({.snapshot = snapshot});

    const Opened opened = reopened();
    EXPECT_EQ(opened.stored.snapshot, snapshot);
    EXPECT_THAT(indexes(opened), ElementsAre(6, 7));
}

TEST_F(Store, CompactionRemovesSegmentsThatTheSnapshotCovers) {
    write({.append = commands(1, 8)});
    ASSERT_THAT(files(), testing::IsSupersetOf({"log-1", "log-4", "log-7"}));

    write({.snapshot = snapshot_of(5)});
    EXPECT_THAT(files(), testing::Not(Contains("log-1")));
    EXPECT_THAT(files(), testing::IsSupersetOf({"log-4", "log-7"}));

    write({.snapshot = snapshot_of(8)});
    EXPECT_THAT(files(), ElementsAre("hard_state.a", "hard_state.b", "snapshot"));
}

TEST_F(Store, SegmentThatTheSnapshotCoversIsNotNeeded) {
    write_synced({.append = commands(1, 8)});
    write({.snapshot = snapshot_of(3)});
    ASSERT_TRUE(disk.append("log-1", "left by an interrupted compaction").has_value());

    const Opened opened = reopened();
    EXPECT_THAT(indexes(opened), ElementsAre(4, 5, 6, 7, 8));
    EXPECT_FALSE(opened.stored.damaged);
    EXPECT_THAT(files(), testing::Not(Contains("log-1")));
}

TEST_F(Store, LogGoesOnBehindASnapshotFromAnotherMember) {
    write({.append = commands(1, 4)});
    write({.snapshot = snapshot_of(20)});
    write_synced({.append = commands(21, 22)});

    EXPECT_THAT(indexes(reopened()), ElementsAre(21, 22));
}

TEST_F(Store, TruncatedEntriesAreGoneAndOthersTakeTheirPlaces) {
    write({.append = commands(1, 8)});
    write_synced({.truncate_from = 3, .append = {command(3, "another")}});

    const Opened opened = reopened();
    EXPECT_THAT(indexes(opened), ElementsAre(1, 2, 3));
    EXPECT_EQ(opened.stored.entries.back().payload, "another");
}

TEST_F(Store, UnfinishedRecordIsCutOff) {
    write_synced({.append = commands(1, 2)});
    ASSERT_TRUE(disk.append("log-1", "short").has_value());

    const Opened opened = reopened();
    EXPECT_THAT(indexes(opened), ElementsAre(1, 2));
    EXPECT_FALSE(opened.stored.damaged);
    EXPECT_THAT(opened.notes, ElementsAre("log-1: 5 bytes of an unfinished record are cut off"));
    EXPECT_THAT(reopened().notes, IsEmpty()) << "it is repaired once";
}

// A process that is killed leaves what it appended in the system's memory. The next one reads it
// and takes it for good; so it has to be.
TEST_F(Store, WhatWasReadBackSurvivesThePowerEvenIfItWasNeverSynced) {
    write({.append = commands(1, 2)});
    ASSERT_THAT(indexes(reopened()), ElementsAre(1, 2));
    disk.cut_power();
    EXPECT_THAT(indexes(reopened()), ElementsAre(1, 2));
}

TEST_F(Store, WhatWasReadBackAfterAFailedSyncSurvivesThePower) {
    write({.append = commands(1, 2)});
    disk.set_sync_fails(true);
    ASSERT_FALSE(store.sync().has_value());
    disk.set_sync_fails(false);
    ASSERT_THAT(indexes(reopened()), ElementsAre(1, 2));
    disk.cut_power();
    EXPECT_THAT(indexes(reopened()), ElementsAre(1, 2));
}

TEST_F(Store, SpoiltRecordLosesWhatFollowsAndSaysSoUntilTheDamageIsCleared) {
    write_synced({.append = commands(1, 8)});
    disk.flip_bit("log-4", 8 * 20);

    Opened opened = reopened();
    EXPECT_THAT(indexes(opened), ElementsAre(1, 2, 3));
    EXPECT_TRUE(opened.stored.damaged);
    EXPECT_THAT(opened.notes, ElementsAre("log-4: the record at byte 0 does not fit its checksum; "
                                          "everything from there on is thrown away"));
    EXPECT_THAT(files(), testing::Not(Contains("log-7")));

    ASSERT_TRUE(store.open()->stored.damaged);
    ASSERT_TRUE(store.clear_damage().has_value());
    EXPECT_FALSE(reopened().stored.damaged);
}

TEST_F(Store, MissingSegmentIsDamage) {
    write_synced({.append = commands(1, 8)});
    ASSERT_TRUE(disk.remove("log-4").has_value());

    const Opened opened = reopened();
    EXPECT_THAT(indexes(opened), ElementsAre(1, 2, 3));
    EXPECT_TRUE(opened.stored.damaged);
    EXPECT_THAT(opened.notes, ElementsAre(HasSubstr("log-7: entries from 4 on are missing")));
}

TEST_F(Store, RecordCutShortInFrontOfAnotherSegmentIsDamage) {
    write_synced({.append = commands(1, 8)});
    std::string cut = *disk.read("log-1");
    cut.pop_back();
    ASSERT_TRUE(disk.replace("log-1", cut).has_value());

    const Opened opened = reopened();
    EXPECT_TRUE(opened.stored.damaged);
    EXPECT_THAT(opened.notes, ElementsAre(HasSubstr("log-1: the record at byte")));
}

TEST_F(Store, OneSpoiltCopyOfTheVoteIsTakenFromTheOther) {
    const HardState voted{.term = 7, .vote = "controller3"};
    for (const char* copy : {"hard_state.a", "hard_state.b"}) {
        write({.hard_state = voted});
        disk.flip_bit(copy, 100);
        EXPECT_EQ(reopened().stored.hard_state, voted) << copy;
        EXPECT_THAT(reopened().notes, IsEmpty()) << "it is repaired once";
        ASSERT_TRUE(store.open().has_value());
    }
}

TEST_F(Store, DoesNotOpenWithoutAVoteOrItsSnapshot) {
    write_synced({.append = commands(1, 8)});
    write({.snapshot = snapshot_of(5)});
    const MemoryDisk whole = disk;

    disk.flip_bit("snapshot", 0);
    EXPECT_THAT(refusal(), HasSubstr("snapshot: does not fit its checksum; remove"));
    disk = whole;
    ASSERT_TRUE(disk.remove("snapshot").has_value());
    EXPECT_THAT(refusal(), HasSubstr("snapshot: is missing in front of log-4; remove"));
    disk = whole;
    disk.flip_bit("hard_state.a", 0);
    disk.flip_bit("hard_state.b", 0);
    EXPECT_THAT(refusal(), HasSubstr("neither copy of the vote can be read; remove"));
    disk = whole;
    ASSERT_TRUE(disk.remove("hard_state.a").has_value());
    ASSERT_TRUE(disk.remove("hard_state.b").has_value());
    EXPECT_THAT(refusal(), HasSubstr("neither copy of the vote can be read; remove"));
}

TEST_F(Store, DoesNothingMoreAfterAFullDisk) {
    write_synced({.append = commands(1, 2)});
    disk.set_full(true);
    const auto refused = store.write({.append = commands(3, 3)});
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().message, HasSubstr("log-1: No space left on device"));
    disk.set_full(false);

    EXPECT_FALSE(store.write({.append = commands(3, 3)}).has_value());
    EXPECT_FALSE(store.sync().has_value());
    EXPECT_THAT(indexes(reopened()), testing::AnyOf(ElementsAre(1, 2), ElementsAre(1, 2, 3)));
}

TEST_F(Store, GroupOfWritesCostsOneSync) {
    const std::uint64_t before = disk.syncs();
    write({.append = commands(1, 1)});
    write({.append = commands(2, 2)});
    ASSERT_TRUE(store.sync().has_value());
    ASSERT_TRUE(store.sync().has_value());
    EXPECT_EQ(disk.syncs() - before, 1U);
}

TEST_F(Store, IsFactoryFreshAfterErase) {
    write_synced({.hard_state = HardState{.term = 4}, .append = commands(1, 8)});
    ASSERT_TRUE(store.erase().has_value());
    EXPECT_THAT(files(), IsEmpty());
    EXPECT_FALSE(store.write({.append = commands(9, 9)}).has_value()) << "until it is opened";
}

TEST_F(Store, EraseThatLostItsPowerIsFinishedAtTheNextStart) {
    write_synced({.hard_state = HardState{.term = 4}, .append = commands(1, 8)});
    disk.lose_power_after(3);
    ASSERT_FALSE(store.erase().has_value());
    disk.cut_power();

    const Opened opened = reopened();
    EXPECT_EQ(opened.stored.hard_state, HardState());
    EXPECT_THAT(opened.stored.entries, IsEmpty());
    EXPECT_THAT(opened.notes, ElementsAre("the state: was being thrown away; done now"));
}

}  // namespace
}  // namespace holdfast::reference::storage
