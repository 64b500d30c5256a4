// SPDX-License-Identifier: Apache-2.0
#include "reference/consensus/writes.h"

#include <gtest/gtest.h>

namespace holdfast::reference::consensus {
namespace {

Entry entry(Index index) {
    return {.index = index, .term = 1};
}

TEST(Writes, OneStepIsOneWrite) {
    Writes writes(0);
    writes.hard_state({.term = 1});
    writes.append(entry(1));

    const auto persist = writes.take(1);

    ASSERT_TRUE(persist);
    EXPECT_EQ(persist->write, 1U);
    EXPECT_EQ(persist->append.size(), 1U);
    EXPECT_FALSE(writes.take(1));
}

TEST(Writes, TheLogIsOnDiskUpToTheLastSyncedWrite) {
    Writes writes(2);
    writes.append(entry(3));
    writes.take(3);
    writes.append(entry(4));
    writes.take(4);
    EXPECT_EQ(writes.durable(), 2U);

    writes.synced(1);
    EXPECT_EQ(writes.durable(), 3U);
    EXPECT_FALSE(writes.all_synced());

    writes.synced(2);
    EXPECT_EQ(writes.durable(), 4U);
    EXPECT_TRUE(writes.all_synced());
}

// Entry 3 was on disk; what replaces it is not, and an earlier write does not make it so.
TEST(Writes, AReplacedEntryIsOnDiskOnlyWithTheWriteThatReplacedIt) {
    Writes writes(3);
    writes.append(entry(4));
    writes.take(4);
    writes.truncate_from(3);
    writes.append(entry(3));
    writes.take(3);
    EXPECT_EQ(writes.durable(), 2U);

    writes.synced(1);
    EXPECT_EQ(writes.durable(), 2U);
    writes.synced(2);
    EXPECT_EQ(writes.durable(), 3U);
}

TEST(Writes, ASnapshotOfAnotherHistoryVoidsTheWholeLog) {
    Writes writes(9);

    writes.snapshot({.last_index = 6}, false);
    const auto persist = writes.take(6);

    EXPECT_EQ(persist->truncate_from, 7U);
    EXPECT_EQ(writes.durable(), 0U);
    writes.synced(1);
    EXPECT_EQ(writes.durable(), 6U);
}

}  // namespace
}  // namespace holdfast::reference::consensus
