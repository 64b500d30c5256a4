// SPDX-License-Identifier: Apache-2.0
// Goal: a thing on its way is nobody's until the old engine has confirmed the very configuration
// that takes it away.
#include "reference/failover/planned_moves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::reference::failover {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

PlannedMove vs1_to_se2() {
    return {.what = {"vs1"},
            .from = "se1",
            .to = "se2",
            .reason = "switchover",
            .deadline = Instant(2s),
            .generation = std::nullopt};
}

TEST(PlannedMoves, CompletesWhenTheReleaseIsConfirmed) {
    PlannedMoves moves;
    moves.begin(vs1_to_se2());
    EXPECT_TRUE(moves.moving("vs1"));
    moves.configured("se1", 7);
    EXPECT_THAT(moves.confirmed("se1", 7), SizeIs(1));
    EXPECT_FALSE(moves.moving("vs1"));
}

TEST(PlannedMoves, AnOlderConfirmationOrAnotherEnginesDoesNotCount) {
    PlannedMoves moves;
    moves.begin(vs1_to_se2());
    EXPECT_THAT(moves.confirmed("se1", 6), IsEmpty()) << "nothing was sent yet";
    moves.configured("se2", 7);
    moves.configured("se1", 8);
    EXPECT_THAT(moves.confirmed("se2", 8), IsEmpty());
    EXPECT_THAT(moves.confirmed("se1", 7), IsEmpty());
    EXPECT_TRUE(moves.moving("vs1"));
}

TEST(PlannedMoves, ALaterConfigurationConfirmsTheEarlierOne) {
    PlannedMoves moves;
    moves.begin(vs1_to_se2());
    moves.configured("se1", 7);
    moves.configured("se1", 9);  // changes nothing: the release was in 7
    EXPECT_THAT(moves.confirmed("se1", 8), SizeIs(1));
}

TEST(PlannedMoves, FailsAtItsDeadline) {
    PlannedMoves moves;
    moves.begin(vs1_to_se2());
    EXPECT_THAT(moves.next_timeout(), Optional(Instant(2s)));
    EXPECT_THAT(moves.expired(Instant(2s) - 1ns), IsEmpty());
    EXPECT_THAT(moves.expired(Instant(2s)), SizeIs(1));
    EXPECT_TRUE(moves.empty());
}

TEST(PlannedMoves, ADyingEngineEndsTheMovesOfItsSide) {
    PlannedMoves moves;
    moves.begin(vs1_to_se2());
    EXPECT_THAT(moves.take_to("se1"), IsEmpty());
    const auto taken = moves.take_from("se1");
    ASSERT_THAT(taken, SizeIs(1));
    EXPECT_THAT(taken[0].what, ElementsAre("vs1"));
}

}  // namespace
}  // namespace holdfast::reference::failover
