// SPDX-License-Identifier: Apache-2.0
// Each checker of elastic groups on a run that keeps its rule, and on one that breaks it.
#include "harness/check/succession.h"

#include <gtest/gtest.h>

#include "harness/check/independence.h"
#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

/// vs1 on se4, se5, se6 in this order; se4 is killed at 3 s.
Builder dead_primary() {
    return Builder("cluster_of_three")
        .elastic({"se4", "se5", "se6"})
        .service("vs1")
        .lists(1s, {"se4", "se5", "se6"}, 1)
        .owns("se4", "vs1", 1s, 3s)
        .fault("process_crash", "se4", 3s);
}
Builder followed_by(const std::string& engine, Duration at) {
    return dead_primary().announces(engine, "vs1", at).owns(engine, "vs1", at, 10s);
}
/// And no controller runs from 2 s to 6 s.
Builder alone(Builder builder) {
    return builder.fault_of_all("process_crash", {"controller1", "controller2", "controller3"}, 2s,
                                6s);
}

TEST(NextInListFollows, TheNextWithinTheBoundPasses) {
    EXPECT_TRUE(passes(next_in_list_follows(), followed_by("se5", 3400ms)));
}
TEST(NextInListFollows, AnotherThanTheNextFails) {
    EXPECT_TRUE(fails(next_in_list_follows(), followed_by("se6", 3400ms), "the next in the list"));
}
TEST(NextInListFollows, TooLateFails) {
    EXPECT_TRUE(fails(next_in_list_follows(), followed_by("se5", 4500ms), "the bound is"));
}
TEST(NextInListFollows, NobodyFails) {
    EXPECT_TRUE(fails(next_in_list_follows(), dead_primary(), "nobody followed"));
}
TEST(NextInListFollows, SilentTakeoverFails) {
    EXPECT_TRUE(fails(next_in_list_follows(), dead_primary().owns("se5", "vs1", 3400ms, 10s),
                      "without a gratuitous ARP"));
}

TEST(NobodyFollowsWithoutController, TakeoverAfterTheReturnPasses) {
    EXPECT_TRUE(passes(nobody_follows_without_controller(), alone(followed_by("se5", 7s))));
}
TEST(NobodyFollowsWithoutController, TakeoverBeforeTheReturnFails) {
    EXPECT_TRUE(fails(nobody_follows_without_controller(), alone(followed_by("se5", 5s)),
                      "while no controller"));
}
TEST(NobodyFollowsWithoutController, NoTakeoverAtAllFails) {
    EXPECT_TRUE(fails(nobody_follows_without_controller(), alone(dead_primary()), "nobody took"));
}
TEST(NobodyFollowsWithoutController, WaitingForTheDeadOneFails) {
    EXPECT_TRUE(fails(nobody_follows_without_controller(),
                      alone(dead_primary().owns("se4", "vs1", 8s, 10s)), "waited for se4"));
}

/// se4 lives, but nobody hears its heartbeats from 3 s on.
Builder silent_primary() {
    return Builder("cluster_of_three")
        .elastic({"se4", "se5"})
        .service("vs1")
        .owns("se4", "vs1", 1s, 10s)
        .fault("heartbeats_lost", "se4", 3s, 6s);
}
TEST(SilenceAloneMovesNothing, OwnerThatStaysPasses) {
    EXPECT_TRUE(passes(silence_alone_moves_nothing(), silent_primary()));
}
TEST(SilenceAloneMovesNothing, OtherOwnerFails) {
    EXPECT_TRUE(fails(silence_alone_moves_nothing(), silent_primary().announces("se5", "vs1", 5s),
                      "whose heartbeats alone were lost"));
}

Builder listed() {
    return Builder("cluster_of_three")
        .elastic({"se4", "se5"})
        .service("vs1")
        .lists(1s, {"se4", "se5"}, 1);
}
TEST(NewcomersComeLast, AppendedWithARisenVersionPasses) {
    EXPECT_TRUE(passes(newcomers_come_last(), listed().lists(3s, {"se4", "se5", "se6"}, 2)));
}
TEST(NewcomersComeLast, PrependedFails) {
    EXPECT_TRUE(fails(newcomers_come_last(), listed().lists(3s, {"se6", "se4", "se5"}, 2),
                      "stands behind a newcomer"));
}
TEST(NewcomersComeLast, SameVersionFails) {
    EXPECT_TRUE(fails(newcomers_come_last(), listed().lists(3s, {"se4", "se5", "se6"}, 1),
                      "its version went from 1 to 1"));
}

TEST(AsRedundantAsConfigured, SecondEngineThatTakesOverPasses) {
    EXPECT_TRUE(passes(as_redundant_as_configured(), followed_by("se5", 3400ms)));
}
TEST(AsRedundantAsConfigured, SecondEngineThatDoesNotFails) {
    EXPECT_TRUE(fails(as_redundant_as_configured(), dead_primary(), "nobody took vs1"));
}

TEST(PlacedAsTheGroupSays, OneEngineInsteadOfTwoFails) {
    EXPECT_TRUE(fails(placed_as_the_group_says(),
                      Builder("cluster_of_three")
                          .elastic({"se4", "se5"})
                          .service("vs1")
                          .owns("se4", "vs1", 1s, 10s)
                          .lists(1s, {"se4"}, 1),
                      "is on 1 engines, expected 2"));
}
TEST(PlacedAsTheGroupSays, TwoInOneListPass) {
    EXPECT_TRUE(passes(placed_as_the_group_says(), listed().owns("se4", "vs1", 1s, 10s)));
}

}  // namespace
}  // namespace holdfast::harness::check
