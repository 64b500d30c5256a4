// SPDX-License-Identifier: Apache-2.0
// Each checker on a run that keeps its rule, and on one that breaks it: a checker that cannot fail
// proves nothing.
#include <gtest/gtest.h>

#include "harness/check/announced.h"
#include "harness/check/events.h"
#include "harness/check/fidelity.h"
#include "harness/check/invariants.h"
#include "harness/check/judging.h"
#include "harness/check/membership.h"
#include "harness/check/placement.h"
#include "harness/check/recovery.h"
#include "harness/check/stability.h"
#include "harness/check/switchover.h"
#include "harness/check/takeover.h"
#include "harness/check/traffic.h"

namespace holdfast::harness::check {
namespace {

using OperationType = history::OperationEvent::Type;

/// One service on se1; se1 is killed at 3 s and comes back at 6 s.
Builder failure() {
    return Builder()
        .service("vs1")
        .says(1s, "se1", "se2")
        .owns("se1", "vs1", 1s, 3s)
        .fault("process_crash", "se1", 3s, 6s);
}
/// And se2 takes over after 400 ms, as it should.
Builder takeover() {
    return failure()
        .announces("se2", "vs1", 3400ms)
        .owns("se2", "vs1", 3400ms, 10s)
        .loses("vs1", 3s, 3410ms)
        .says(3400ms, "se2", "")
        .says(6500ms, "se2", "se1")
        .event("SE_DOWN", "se1", 3390ms);
}

TEST(SingleOwner, PassesAHandOverAndFailsTwoOwners) {
    EXPECT_TRUE(passes(single_owner(), takeover()));
    EXPECT_TRUE(fails(single_owner(), takeover().owns("se1", "vs1", 3s, 5s),
                      "owned by se1 and se2 at once"));
    EXPECT_TRUE(fails(single_owner(), takeover().owns("se1", "vs1", 5s, 5001ms),
                      "was claimed once by se1 while se2 owned it"));
}

TEST(PlacedWithinGroup, FailsAnEngineOfNobodysGroup) {
    EXPECT_TRUE(passes(placed_within_group(), takeover()));
    EXPECT_TRUE(
        fails(placed_within_group(), takeover().owns("se3", "vs1", 5s, 5100ms), "claimed by se3"));
    EXPECT_TRUE(fails(placed_within_group(), takeover().says(5s, "se2", "se3"), "placed on se3"));
}

TEST(SurvivorTakesOver, MeasuresTheOutageWithItsInterval) {
    const Verdict verdict = verdict_of(survivor_takes_over(), takeover());
    ASSERT_EQ(verdict.measurements.size(), 2U);
    EXPECT_EQ(verdict.measurements[0].name, "detection se1");
    EXPECT_EQ(verdict.measurements[0].value, 390ms);
    EXPECT_EQ(verdict.measurements[1].value,
              420ms);  // 41 packets lost, from the last good to the first good one
    EXPECT_EQ(verdict.measurements[1].low, 400ms);
    EXPECT_EQ(verdict.occurrences, 1);
}

TEST(SurvivorTakesOver, FailsWhenNobodyDoesOrTooLate) {
    EXPECT_TRUE(passes(survivor_takes_over(), takeover()));
    EXPECT_TRUE(
        fails(survivor_takes_over(), failure().loses("vs1", 3s, 6s), "nobody took over vs1"));
    EXPECT_TRUE(fails(survivor_takes_over(), takeover().loses("vs1", 3s, 4500ms), "was out for"));
    EXPECT_TRUE(
        fails(survivor_takes_over(), takeover().loses("vs1", 3s, 7s), "did not answer again"));
}

TEST(EverythingOnSurvivor, FailsAForgottenService) {
    EXPECT_TRUE(passes(everything_on_survivor(), takeover()));
    EXPECT_TRUE(fails(everything_on_survivor(),
                      takeover().service("vs2").owns("se1", "vs2", 1s, 3s),
                      "vs2 was last owned by se1"));
}

TEST(MovedAddressesAnnounced, NamesThePacketAndFailsSilence) {
    const Verdict verdict = verdict_of(moved_addresses_announced(), takeover());
    EXPECT_EQ(verdict.outcome, Outcome::pass) << verdict.reason;
    ASSERT_EQ(verdict.evidence.size(), 1U);
    EXPECT_EQ(verdict.evidence[0].packet, 201U);  // after 2 s of answers, one every 10 ms
    EXPECT_TRUE(fails(moved_addresses_announced(), failure().owns("se2", "vs1", 3400ms, 10s),
                      "without a gratuitous ARP"));
    EXPECT_TRUE(fails(moved_addresses_announced(),
                      failure().owns("se2", "vs1", 3400ms, 10s).announces("se2", "vs1", 4s),
                      "without a gratuitous ARP"));
    EXPECT_TRUE(fails(moved_addresses_announced(), failure(), "was not taken over"));
}

Builder healthy() {
    return Builder().service("vs1").service("vs2", 2).says(1s, "se1", "se2");
}

TEST(OneActiveOneStandby, HoldsTheSystemsWordAgainstTheWire) {
    EXPECT_TRUE(passes(one_active_one_standby(),
                       healthy().owns("se1", "vs1", 1s, 10s).owns("se1", "vs2", 1s, 10s)));
    EXPECT_TRUE(fails(one_active_one_standby(),
                      healthy().owns("se1", "vs1", 1s, 10s).owns("se2", "vs2", 1s, 10s),
                      "se2 owns its VIP"));
    EXPECT_TRUE(
        fails(one_active_one_standby(),
              healthy().owns("se1", "vs1", 1s, 10s).owns("se1", "vs2", 1s, 10s).says(2s, "se1", ""),
              "0 standby instances"));
}

TEST(AllActiveOnOneEngine, FailsASplit) {
    EXPECT_TRUE(passes(all_active_on_one_engine(),
                       healthy().owns("se1", "vs1", 1s, 10s).owns("se1", "vs2", 1s, 10s)));
    EXPECT_TRUE(fails(all_active_on_one_engine(),
                      healthy().owns("se1", "vs1", 1s, 10s).owns("se2", "vs2", 1s, 10s),
                      "on 2 engines"));
}

TEST(TagsOnDifferentEngines, FailsTagsTogetherAndTagsApart) {
    EXPECT_TRUE(passes(tags_on_different_engines(),
                       healthy().owns("se1", "vs1", 1s, 10s).owns("se2", "vs2", 1s, 10s)));
    EXPECT_TRUE(fails(tags_on_different_engines(),
                      healthy().owns("se1", "vs1", 1s, 10s).owns("se1", "vs2", 1s, 10s),
                      "are both on se1"));
    EXPECT_TRUE(fails(tags_on_different_engines(),
                      Builder()
                          .service("vs1")
                          .service("vs2")
                          .says(1s, "se1", "se2")
                          .owns("se1", "vs1", 1s, 10s)
                          .owns("se2", "vs2", 1s, 10s),
                      "services of tag 1 are on 2 engines"));
}

TEST(ReturnedEngineIsStandby, FailsAnEngineThatTookItsPlaceAgain) {
    EXPECT_TRUE(passes(returned_engine_is_standby(), takeover()));
    EXPECT_TRUE(fails(returned_engine_is_standby(), takeover().says(7s, "se1", "se2"),
                      "is not the standby of vs1"));
}

TEST(SplitRestored, FailsALayoutThatStaysTogether) {
    const Builder together = Builder()
                                 .service("vs1")
                                 .service("vs2", 2)
                                 .says(1s, "se1", "se2")
                                 .owns("se1", "vs1", 1s, 3s)
                                 .owns("se2", "vs2", 1s, 10s)
                                 .fault("process_crash", "se1", 3s, 6s);
    EXPECT_TRUE(
        passes(split_restored_within(2s),
               Builder(together).owns("se2", "vs1", 3400ms, 7s).owns("se1", "vs1", 7s, 10s)));
    EXPECT_TRUE(fails(split_restored_within(2s), Builder(together).owns("se2", "vs1", 3400ms, 10s),
                      "are both on se2"));
}

TEST(StandbyCarriesNothing, FailsOneClientPacketToTheStandby) {
    const Builder quiet =
        Builder().service("vs1").says(1s, "se1", "se2").owns("se1", "vs1", 1s, 10s);
    EXPECT_TRUE(
        passes(standby_carries_nothing(), Builder(quiet).client_packet_to("se1", "vs1", 3s)));
    EXPECT_TRUE(fails(standby_carries_nothing(), Builder(quiet).client_packet_to("se2", "vs1", 3s),
                      "went to se2"));
}

TEST(AddressesOnlyOnActive, FailsOneAnswerOfTheStandby) {
    const Builder quiet =
        Builder().service("vs1").says(1s, "se1", "se2").owns("se1", "vs1", 1s, 10s);
    EXPECT_TRUE(passes(addresses_only_on_active(), quiet));
    EXPECT_TRUE(fails(addresses_only_on_active(), Builder(quiet).owns("se2", "vs1", 5s, 5010ms),
                      "se2 answered for"));
}

TEST(ServicesElsewhereUndisturbed, FailsOneLostPacketInSimulation) {
    const Builder apart = takeover().service("vs2", 2).owns("se2", "vs2", 1s, 10s);
    EXPECT_TRUE(passes(services_elsewhere_undisturbed(), apart));
    EXPECT_TRUE(fails(services_elsewhere_undisturbed(), Builder(apart).loses("vs2", 4s, 4050ms),
                      "of vs2 lost 5 packets"));
}

TEST(ServicesElsewhereUndisturbed, ToleratesTheNoiseOfARealMachine) {
    const Builder apart = takeover().service("vs2", 2).owns("se2", "vs2", 1s, 10s).on_mininet();
    EXPECT_TRUE(passes(services_elsewhere_undisturbed(), Builder(apart).loses("vs2", 4s, 4050ms)));
    EXPECT_TRUE(fails(services_elsewhere_undisturbed(), Builder(apart).loses("vs2", 4s, 4300ms),
                      "lost 30 packets"));
}

TEST(NothingDisturbed, FailsABrokenConnection) {
    const Builder standby_dies = Builder()
                                     .service("vs1")
                                     .says(1s, "se1", "se2")
                                     .owns("se1", "vs1", 1s, 10s)
                                     .fault("process_crash", "se2", 3s);
    EXPECT_TRUE(passes(nothing_disturbed(), standby_dies));
    workload::Connection broken{.id = 1,
                                .service = "vs1",
                                .kept = true,
                                .ended = Instant(4s),
                                .end = workload::Connection::End::reset};
    EXPECT_TRUE(fails(nothing_disturbed(),
                      Builder(standby_dies).add(9500ms, history::ConnectionRecorded{broken}),
                      "kept connection 1"));
}

TEST(NothingMovesToReturnedEngine, FailsOneAnnouncement) {
    EXPECT_TRUE(passes(nothing_moves_to_returned_engine(), takeover()));
    EXPECT_TRUE(fails(nothing_moves_to_returned_engine(),
                      takeover().announces("se1", "vs1", 6200ms), "se1 returned and claimed"));
}

TEST(OwnersNeverChange, FailsAMoveAGapAndADeclaration) {
    const Builder silence =
        Builder().service("vs1").says(1s, "se1", "se2").fault("heartbeats_lost", "se1", 3s, 6s);
    EXPECT_TRUE(passes(owners_never_change(), Builder(silence).owns("se1", "vs1", 1s, 10s)));
    EXPECT_TRUE(fails(owners_never_change(),
                      Builder(silence).owns("se1", "vs1", 1s, 4s).owns("se2", "vs1", 4s, 10s),
                      "moved from se1 to se2"));
    EXPECT_TRUE(fails(owners_never_change(),
                      Builder(silence).owns("se1", "vs1", 1s, 10s).event("SE_DOWN", "se2", 4s),
                      "se2 was declared down"));
}

TEST(Events, ReportedAndNeverReported) {
    const Builder silence = Builder().service("vs1").fault("heartbeats_lost", "se1", 3s, 6s);
    const auto failed = reported_after_fault({"SE_DP_HB_FAILED"}, 1s);
    EXPECT_TRUE(passes(failed, Builder(silence).event("SE_DP_HB_FAILED", "se1", 3500ms)));
    EXPECT_TRUE(fails(failed, Builder(silence).event("SE_DP_HB_FAILED", "se1", 4500ms),
                      "none of SE_DP_HB_FAILED"));
    EXPECT_TRUE(passes(never_reported({"SE_DOWN"}), silence));
    EXPECT_TRUE(fails(never_reported({"SE_DOWN"}), Builder(silence).event("SE_DOWN", "se1", 4s),
                      "SE_DOWN was reported for se1"));
}

TEST(DownWithin, FailsEarlyLateAndNever) {
    const auto down = down_within([](const Recording&) { return Window{300ms, 500ms}; });
    EXPECT_TRUE(passes(down, takeover()));
    EXPECT_TRUE(fails(down, failure().event("SE_DOWN", "se1", 3100ms), "outside"));
    EXPECT_TRUE(fails(down, failure().event("SE_DOWN", "se1", 3600ms), "outside"));
    EXPECT_TRUE(fails(down, failure(), "never declared down"));
}

TEST(ThirdEngineRefused, FailsAnAcceptedOne) {
    const Builder pair =
        Builder().service("vs1").says(1s, "se1", "se2").owns("se1", "vs1", 1s, 10s);
    EXPECT_TRUE(passes(third_engine_refused(),
                       Builder(pair).operation("add_engine se3", 3s, OperationType::fail)));
    EXPECT_TRUE(fails(third_engine_refused(),
                      Builder(pair).operation("add_engine se3", 3s, OperationType::ok),
                      "se3 was not refused"));
    EXPECT_TRUE(fails(third_engine_refused(),
                      Builder(pair)
                          .operation("add_engine se3", 3s, OperationType::fail)
                          .announces("se3", "vs1", 4s),
                      "se3 claimed"));
}

TEST(EverythingAnswersAtEnd, FailsLossesInTheQuietTime) {
    EXPECT_TRUE(passes(everything_answers_at_end(), takeover()));
    EXPECT_TRUE(fails(everything_answers_at_end(), takeover().loses("vs1", 9200ms, 9300ms),
                      "in the quiet time"));
    EXPECT_TRUE(fails(everything_answers_at_end(),
                      takeover().add(8s, history::PhaseBegan{"not_recovered"}),
                      "not every service answered"));
}

/// Both engines die; se1 is back at 5 s, se2 at 7 s.
Builder both_die() {
    return Builder()
        .service("vs1")
        .says(1s, "se1", "se2")
        .owns("se1", "vs1", 1s, 3s)
        .fault("process_crash", "se1", 3s, 5s)
        .fault("process_crash", "se2", 3500ms, 7s)
        .says(4s, "", "", "OPER_DOWN");
}

TEST(FirstEngineBackServesAll, FailsWhenItDoesNot) {
    EXPECT_TRUE(passes(first_engine_back_serves_all(), both_die().owns("se1", "vs1", 5300ms, 10s)));
    EXPECT_TRUE(fails(first_engine_back_serves_all(), both_die().owns("se2", "vs1", 7300ms, 10s),
                      "did not take vs1"));
    EXPECT_TRUE(fails(first_engine_back_serves_all(),
                      both_die().owns("se1", "vs1", 5300ms, 10s).says(4500ms, "se1", "", "OPER_UP"),
                      "is said to be up"));
}

Builder switched() {
    return Builder()
        .service("vs1")
        .service("vs2", 2)
        .says(1s, "se1", "se2")
        .owns("se1", "vs1", 1s, 3s)
        .owns("se2", "vs2", 1s, 10s)
        .operation("switchover se1", 3s, OperationType::ok)
        .event("VS_SWITCHOVER", "vs1", 3010ms);
}

TEST(SwitchoverMovesExactly, FailsAForgottenOneAndALateRelease) {
    EXPECT_TRUE(passes(switchover_moves_exactly(),
                       switched().announces("se2", "vs1", 3020ms).owns("se2", "vs1", 3020ms, 10s)));
    EXPECT_TRUE(fails(switchover_moves_exactly(), switched().owns("se1", "vs1", 3s, 10s),
                      "was not moved away"));
    EXPECT_TRUE(fails(switchover_moves_exactly(),
                      switched().owns("se2", "vs1", 3020ms, 10s).owns("se1", "vs1", 3005ms, 3500ms),
                      "still answered"));
}

TEST(Fidelity, TroubleAndLateClockworkAreInvalidAndNeverFail) {
    EXPECT_EQ(
        verdict_of(fidelity_gate(), takeover().add(9500ms, history::FidelityRecorded{})).outcome,
        Outcome::pass);
    EXPECT_EQ(verdict_of(fidelity_gate(),
                         takeover().add(9500ms, history::FidelityRecorded{.capture_drops = 1}))
                  .outcome,
              Outcome::invalid);
    EXPECT_EQ(verdict_of(fidelity_gate(),
                         takeover().add(9500ms, history::FidelityRecorded{.sender_gap_max = 101ms}))
                  .outcome,
              Outcome::invalid);
    EXPECT_EQ(
        verdict_of(fidelity_gate(),
                   takeover().add(9500ms, history::FidelityRecorded{.control_gap_max = 101ms}))
            .outcome,
        Outcome::invalid);
    EXPECT_EQ(verdict_of(fidelity_gate(),
                         takeover().add(5s, history::Trouble{"link_silent se1 was not proven"}))
                  .outcome,
              Outcome::invalid);
}

}  // namespace
}  // namespace holdfast::harness::check
