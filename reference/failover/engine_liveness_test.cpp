// SPDX-License-Identifier: Apache-2.0
// Goal: the arithmetic of detection, exactly: when the verdict falls, and what prevents it.
#include "reference/failover/engine_liveness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace holdfast::reference::failover {
namespace {

using namespace liveness;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

// An engine under watch, with virtual time. `answers` says whether it answers echoes at once.
struct Watch {
    explicit Watch(LivenessTimers timers = {}) : liveness(timers) { liveness.restart(now); }

    void take(const LivenessActs& acts) {
        for (const LivenessAct& act : acts) {
            if (const auto* sent = std::get_if<SendEcho>(&act)) {
                ++echoes;
                last_echo = sent->id;
                if (answers) {
                    liveness.answered(now, sent->id);
                }
            } else if (std::holds_alternative<EchoesExhausted>(act)) {
                dead_at = now;
            } else if (std::holds_alternative<HeartbeatsExhausted>(act)) {
                heartbeats_exhausted_at = now;
            } else if (std::holds_alternative<Suspected>(act)) {
                ++suspicions;
            }
        }
    }
    void suspect() { take(liveness.suspected(now, 10)); }
    void advance(Duration duration) {
        const Instant end = now + duration;
        while (liveness.next_timeout() && *liveness.next_timeout() <= end) {
            now = std::max(now, *liveness.next_timeout());
            take(liveness.timer(now));
        }
        now = end;
    }

    EngineLiveness liveness;
    Instant now;
    bool answers = true;
    int echoes = 0;
    int suspicions = 0;
    std::uint64_t last_echo = 0;
    std::optional<Instant> dead_at;
    std::optional<Instant> heartbeats_exhausted_at;
};

TEST(EngineLiveness, DeadFourEchoesAfterTheSuspicion) {  // DET-1: 4 * 2 s
    Watch engine;
    engine.advance(1s);
    engine.answers = false;
    engine.suspect();
    EXPECT_EQ(engine.echoes, 1) << "the first echo goes out at once";
    engine.advance(20s);
    EXPECT_THAT(engine.dead_at, Optional(Instant(9s)));
}

TEST(EngineLiveness, AnAnswerEndsTheSecondStage) {  // DET-6
    Watch engine;
    engine.suspect();
    engine.advance(60s);
    EXPECT_EQ(engine.dead_at, std::nullopt);
    EXPECT_TRUE(engine.liveness.suspected_by_peer());
    EXPECT_EQ(engine.suspicions, 1);
}

TEST(EngineLiveness, AnAnswerToTheLastEchoIsInTime) {
    Watch engine;
    engine.answers = false;
    engine.suspect();
    engine.advance(7999ms);
    engine.liveness.answered(engine.now, engine.last_echo);
    engine.advance(1s);
    EXPECT_EQ(engine.dead_at, std::nullopt);
}

TEST(EngineLiveness, AnAnswerFromBeforeTheSuspicionDoesNotCount) {
    Watch engine;
    engine.answers = false;
    engine.advance(12s);  // a heartbeat is under way
    const std::uint64_t old = engine.last_echo;
    engine.suspect();
    engine.liveness.answered(engine.now, old);
    engine.advance(8s);
    EXPECT_THAT(engine.dead_at, Optional(Instant(20s)));
}

TEST(EngineLiveness, ARepeatedSuspicionFindsAnEngineThatDiesLater) {
    Watch engine;
    engine.suspect();
    engine.advance(5s);
    engine.answers = false;
    engine.suspect();
    engine.advance(9s);
    EXPECT_THAT(engine.dead_at, Optional(Instant(5s + 4 * 2s)));
    EXPECT_EQ(engine.suspicions, 1) << "one silence is one event";
}

TEST(EngineLiveness, ARepeatedSuspicionDoesNotDelayTheVerdict) {
    Watch engine;
    engine.answers = false;
    for (int second = 0; second < 8; ++second) {
        engine.suspect();
        engine.advance(1s);
    }
    EXPECT_THAT(engine.dead_at, Optional(Instant(8s)));
}

TEST(EngineLiveness, RecoveryEndsTheStageAndTheNextSilenceIsANewEvent) {
    Watch engine;
    engine.answers = false;
    engine.suspect();
    engine.advance(6s);
    EXPECT_THAT(engine.liveness.recovered(), ElementsAre(LivenessAct(Recovered{})));
    EXPECT_THAT(engine.liveness.recovered(), IsEmpty());
    engine.advance(5s);
    EXPECT_EQ(engine.dead_at, std::nullopt);
    engine.suspect();
    EXPECT_EQ(engine.suspicions, 2);
}

TEST(EngineLiveness, SixUnansweredHeartbeatsTakeSixToSevenPeriods) {  // DET-8
    Watch engine;
    engine.advance(12s);  // answered
    engine.answers = false;
    engine.advance(200s);
    // The last answered heartbeat was at 12 s, the first unanswered at 24 s, counted at 36 s.
    EXPECT_THAT(engine.heartbeats_exhausted_at, Optional(Instant(24s + 6 * 12s)));
}

TEST(EngineLiveness, OneAnswerResetsTheCountOfHeartbeats) {  // DET-9
    Watch engine;
    engine.answers = false;
    engine.advance(6 * 12s);  // sent six, missed five
    EXPECT_EQ(engine.liveness.heartbeats_missed(), 5U);
    engine.liveness.answered(engine.now, engine.last_echo);
    engine.advance(6 * 12s);
    EXPECT_EQ(engine.heartbeats_exhausted_at, std::nullopt);
}

TEST(EngineLiveness, ShorterTimersTakeHoldAtOnce) {
    Watch engine;
    engine.answers = false;
    engine.liveness.retime(engine.now, {.heartbeat_period = 1s, .heartbeat_miss_limit = 2});
    engine.advance(10s);
    EXPECT_THAT(engine.heartbeats_exhausted_at, Optional(Instant(3s)));
}

// DET-4: whatever the timers, the verdict falls misses * timeout after the suspicion.
RC_GTEST_PROP(EngineLivenessOnRandomTimers, VerdictFallsExactlyAtTheProduct, ()) {
    const auto timeout = std::chrono::milliseconds(*rc::gen::inRange(1, 5000));
    const auto misses = *rc::gen::inRange<std::uint32_t>(1, 20);
    const auto before = std::chrono::milliseconds(*rc::gen::inRange(0, 50000));
    Watch engine({.echo_timeout = timeout, .echo_miss_limit = misses});
    engine.advance(before);
    engine.answers = false;
    engine.suspect();
    engine.advance(timeout * misses);
    RC_ASSERT(engine.dead_at == Instant(before + timeout * misses));
}

// HDL-17: 6 x 12 s = 72 s would be the verdict without the grace.
TEST(EngineLiveness, WaitsForAnEngineThatHasTimeToComeBack) {
    Watch watch;
    watch.liveness.restart(watch.now, 480s);
    watch.answers = false;
    watch.advance(479s);
    EXPECT_FALSE(watch.heartbeats_exhausted_at);
    watch.advance(12s);
    EXPECT_EQ(watch.heartbeats_exhausted_at, Instant(480s));
}

TEST(EngineLiveness, HasNoMoreGraceForAnEngineThatCameBackAndFellSilent) {
    Watch watch;
    watch.liveness.restart(watch.now, 480s);
    watch.advance(12s);
    watch.answers = false;
    watch.advance(84s);
    EXPECT_EQ(watch.heartbeats_exhausted_at, Instant(96s));
}

// Two ask in vain then, not the controller alone: HDL-16.
TEST(EngineLiveness, ConfirmsASuspicionWhateverTheGrace) {
    Watch watch;
    watch.liveness.restart(watch.now, 480s);
    watch.answers = false;
    watch.suspect();
    watch.advance(8s);
    EXPECT_EQ(watch.dead_at, Instant(8s));
}

}  // namespace
}  // namespace holdfast::reference::failover
