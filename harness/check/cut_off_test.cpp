// SPDX-License-Identifier: Apache-2.0
// Goal: the checkers of cut-off engines, and of detection by the controller, each on a run that
// keeps its rule and on one that breaks it. Method: runs made by hand.
#include "harness/check/cut_off.h"

#include <gtest/gtest.h>

#include "harness/check/detection.h"
#include "harness/check/invariants.h"
#include "harness/check/judging.h"
#include "harness/check/takeover.h"

namespace holdfast::harness::check {
namespace {

Checker partitioned_then_up() {
    return states_of_cut_engine([](const auto&) {
        return std::vector<std::string>{"OPER_PARTITIONED", "OPER_UP"};
    });
}

TEST(StatesOfCutEngine, AreTheExpectedOnesInOrder) {
    const Builder cut = Builder().says_of("se1", 1s, "OPER_UP").cut_off("se1", 3s, 6s);
    Builder partitioned = cut;
    partitioned.says_of("se1", 5s, "OPER_PARTITIONED");
    EXPECT_TRUE(passes(partitioned_then_up(), Builder(partitioned).says_of("se1", 7s, "OPER_UP")));
    EXPECT_TRUE(fails(partitioned_then_up(), partitioned,
                      "OPER_UP, OPER_PARTITIONED after it was cut off"));
    EXPECT_TRUE(
        fails(partitioned_then_up(), Builder(cut).says_of("se1", 5s, "OPER_DOWN"), "OPER_DOWN"));
}

/// se1 is out of everybody's reach from 3 s to 7 s; se2 has its VIP from 4 s.
Builder taken_over() {
    Builder builder;
    builder.scenario().deployment.group.timers.dupip_frequency = 50ms;
    builder.scenario().budgets.two_owners = 1500ms;
    return builder.service("vs1")
        .cut_off("se1", 3s, 7s)
        .fault("heartbeats_lost", "se1", 3s, 7s)
        .owns("se2", "vs1", 4s, 10s);
}
Builder answered(int times) {
    Builder builder = taken_over();
    for (int i = 0; i < times; ++i) {
        builder.answers("se2", "se1", "vs1", 4500ms + i * 50ms);
    }
    return builder;
}

TEST(CutEngineGivesWay, AfterFiveForeignAnswers) {
    EXPECT_TRUE(passes(cut_engine_gives_way(), answered(5).owns("se1", "vs1", 1s, 4710ms)));
    EXPECT_TRUE(fails(cut_engine_gives_way(), answered(5).owns("se1", "vs1", 1s, 4900ms),
                      "still claims 192.0.2.100"));
    EXPECT_TRUE(fails(cut_engine_gives_way(), answered(4).owns("se1", "vs1", 1s, 4710ms),
                      "heard 4 answers of others"));
}

TEST(SingleOwner, AllowsTwoWhileNobodyCanTellTheFirst) {
    EXPECT_TRUE(passes(single_owner(), taken_over().owns("se1", "vs1", 1s, 5s)));
    EXPECT_TRUE(fails(single_owner(), taken_over().owns("se1", "vs1", 1s, 6s), "at once"))
        << "longer than the guard may take";
}

TEST(SingleOwner, AllowsTwoInNoOtherSituation) {
    Builder heard_by_peer;
    heard_by_peer.scenario() = taken_over().scenario();
    EXPECT_TRUE(fails(
        single_owner(),
        heard_by_peer.cut_off("se1", 3s, 7s).owns("se1", "vs1", 1s, 5s).owns("se2", "vs1", 4s, 10s),
        "at once"));
    Builder unguarded = taken_over();
    unguarded.scenario().deployment.group.timers.dupip_frequency = 0ms;
    EXPECT_TRUE(fails(single_owner(), unguarded.owns("se1", "vs1", 1s, 5s), "at once"));
}

TEST(ReturningEngine, ClaimsNothing) {
    const Builder away = taken_over().owns("se1", "vs1", 1s, 4700ms);
    EXPECT_TRUE(passes(returning_engine_claims_nothing(), away));
    EXPECT_TRUE(fails(returning_engine_claims_nothing(),
                      Builder(away).announces("se1", "vs1", 7500ms),
                      "came back and claimed 192.0.2.100, which se2 had"));
}

/// The controller is started again at 3 s, while se1 is silent until 8 s.
Builder restarted(Duration wait, Duration back = 8s) {
    Builder builder;
    auto& timers = builder.scenario().deployment.group.timers;
    timers.warmstart_se_reconnect_wait_time = wait;
    timers.controller_heartbeat_timeout = 1s;
    return builder.service("vs1").cut_off("se1", 2900ms, back).fault("restart", "controller1", 3s);
}

TEST(WaitsForEngines, UntilTheirTimeIsOver) {
    const Checker waits = waits_for_engines_after_restart();
    EXPECT_TRUE(passes(waits, restarted(4s).event("SE_DOWN", "se1", 7500ms)));
    EXPECT_TRUE(fails(waits, restarted(4s).event("SE_DOWN", "se1", 6s),
                      "after the controller had been restarted"));
    EXPECT_TRUE(fails(waits, restarted(4s), "never declared down"));
    EXPECT_TRUE(passes(waits, restarted(6s, 7s)));
    EXPECT_TRUE(fails(waits, restarted(6s, 7s).event("SE_DOWN", "se1", 6s), "to come back"));
}

TEST(NoFlapping, AllowsOneDownInADetectionTime) {
    Builder lossy;  // 9 s by the documented timers
    lossy.service("vs1").fault("packet_loss", "se1", 2s);
    EXPECT_TRUE(passes(no_flapping(), Builder(lossy).event("SE_DOWN", "se1", 3s)));
    EXPECT_TRUE(fails(no_flapping(),
                      Builder(lossy).event("SE_DOWN", "se1", 3s).event("SE_DOWN", "se1", 5s),
                      "declared down twice within"));
}

TEST(MovedExactlyOnce, FailsNoMoveAndTwoMoves) {
    const Builder dead =
        Builder().service("vs1").owns("se1", "vs1", 1s, 3s).fault("process_crash", "se1", 3s);
    const Builder moved =
        Builder(dead).owns("se2", "vs1", 5s, 7s).event("VS_SWITCHOVER", "vs1", 5s);
    EXPECT_TRUE(passes(moved_exactly_once(), moved));
    EXPECT_TRUE(fails(moved_exactly_once(), dead, "changed hands 0 times"));
    EXPECT_TRUE(fails(moved_exactly_once(), Builder(moved).owns("se1", "vs1", 8s, 9s),
                      "changed hands 2 times"));
    EXPECT_TRUE(fails(moved_exactly_once(), Builder(moved).event("VS_SWITCHOVER", "vs1", 6s),
                      "was reported 2 times"));
}

TEST(PeerServesInstead, SpeaksOfLinksAndNotOfDeaths) {
    const Builder cut = Builder()
                            .service("vs1")
                            .owns("se1", "vs1", 1s, 3s)
                            .fault("link_down", "se1", 3s, 6s)
                            .loses("vs1", 3s, 3410ms);
    EXPECT_TRUE(passes(peer_serves_instead(), Builder(cut).owns("se2", "vs1", 3400ms, 10s)));
    EXPECT_TRUE(fails(peer_serves_instead(), cut, "nobody took over vs1"));
}

}  // namespace
}  // namespace holdfast::harness::check
