// SPDX-License-Identifier: Apache-2.0
#include "reference/consensus/log.h"

#include <gmock/gmock.h>

namespace holdfast::reference::consensus {
namespace {

const Membership one{{"n1"}};
const Membership two_voters{{"n1", "n2"}};

Entry command(Index index, Term term, std::string payload = "x") {
    return {.index = index, .term = term, .payload = std::move(payload)};
}

Entry change(Index index, Term term, const Membership& membership) {
    return {
        .index = index, .term = term, .kind = Entry::Kind::membership, .membership = membership};
}

/// Entries 5 to 9 behind a snapshot up to 4, terms 2 2 3 3 5.
Log log_behind_snapshot() {
    return {Snapshot{.last_index = 4, .last_term = 1, .membership = one},
            {command(5, 2), command(6, 2), command(7, 3), command(8, 3), command(9, 5)}};
}

TEST(Log, KnowsTheTermOfItsEntriesAndOfTheSnapshotsLast) {
    const Log log = log_behind_snapshot();

    EXPECT_EQ(log.term_at(3), std::nullopt);
    EXPECT_EQ(log.term_at(4), 1U);
    EXPECT_EQ(log.term_at(8), 3U);
    EXPECT_EQ(log.term_at(10), std::nullopt);
}

TEST(Log, EmptyOneAgreesWithEveryOtherInFrontOfTheFirstEntry) {
    const Log log({}, {});

    EXPECT_EQ(log.term_at(0), 0U);
    EXPECT_EQ(log.last_index(), 0U);
}

TEST(Log, SlicesHoldOneEntryAtLeastAndTwoLimitsAtMost) {
    const Log log({}, {command(1, 1, "aaaa"), command(2, 1, "bb"), command(3, 1, "c")});

    EXPECT_EQ(log.slice(1, 10, 1).size(), 1U);
    EXPECT_EQ(log.slice(1, 10, 6).size(), 2U);
    EXPECT_EQ(log.slice(1, 2, 100).size(), 2U);
    EXPECT_EQ(log.slice(4, 10, 100).size(), 0U);
}

TEST(Log, TheLaterLastTermIsMoreUpToDateThanTheLongerLog) {
    const Log log = log_behind_snapshot();

    EXPECT_TRUE(log.no_newer_than(9, 5));
    EXPECT_TRUE(log.no_newer_than(1, 6));
    EXPECT_FALSE(log.no_newer_than(8, 5));
    EXPECT_FALSE(log.no_newer_than(100, 4));
}

TEST(Log, FindsWhereATermBeginsAndEnds) {
    const Log log = log_behind_snapshot();

    EXPECT_EQ(log.first_of_term_at(8), 7U);
    EXPECT_EQ(log.first_of_term_at(5), 5U);
    EXPECT_EQ(log.last_up_to_term(3), 8U);
    EXPECT_EQ(log.last_up_to_term(4), 8U);
    EXPECT_EQ(log.last_up_to_term(1), 4U);
}

TEST(Log, MembershipIsInForceWhileItsEntryStands) {
    Log log(Snapshot{.membership = one}, {});
    log.append(change(1, 1, two_voters));
    EXPECT_EQ(log.membership(), two_voters);
    EXPECT_EQ(log.membership_index(), 1U);

    log.truncate_from(1);

    EXPECT_EQ(log.membership(), one);
}

TEST(Log, KnowsWhoWasAVoterSinceAnIndex) {
    const Log log(
        Snapshot{.membership = two_voters},
        {command(1, 1), change(2, 1, Membership{{"n2"}}), change(3, 1, Membership{{"n3"}})});

    EXPECT_TRUE(log.votes_since(1, "n1"));
    EXPECT_FALSE(log.votes_since(2, "n1"));
    EXPECT_TRUE(log.votes_since(2, "n2"));
    EXPECT_TRUE(log.votes_since(0, "n3"));
}

TEST(Log, SnapshotTakesTheMembershipOfItsLastEntry) {
    Log log(Snapshot{.membership = one}, {command(1, 1), command(2, 1), change(3, 1, two_voters)});

    log.compact(2, "state");

    EXPECT_EQ(log.snapshot().membership, one);
    EXPECT_EQ(log.membership(), two_voters);
    EXPECT_EQ(log.first_index(), 3U);
}

TEST(Log, ContinuesBehindAnInstalledSnapshotOnlyIfItHasItsLastEntry) {
    Log same = log_behind_snapshot();
    EXPECT_TRUE(same.install({.last_index = 7, .last_term = 3, .membership = one}));
    EXPECT_EQ(same.last_index(), 9U);

    Log other = log_behind_snapshot();
    EXPECT_FALSE(other.install({.last_index = 7, .last_term = 4, .membership = one}));
    EXPECT_EQ(other.last_index(), 7U);

    Log shorter = log_behind_snapshot();
    EXPECT_FALSE(shorter.install({.last_index = 12, .last_term = 5, .membership = one}));
    EXPECT_EQ(shorter.last_index(), 12U);
}

}  // namespace
}  // namespace holdfast::reference::consensus
