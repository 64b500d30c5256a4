// SPDX-License-Identifier: Apache-2.0
// Goal: a node's programs read the wrong time that a fault gives them, their timers go by it, and
// nobody else notices. Method: puppets, one with a faulty clock, one without.
#include <gmock/gmock.h>

#include "harness/sim/lab.h"

namespace holdfast::harness::sim {
namespace {

struct Clocks {
    Lab lab{BringUp{.faulty_clocks = {"se1"}}};
    ProgramContext& wrong = *lab.puppet("se1").context;
    ProgramContext& right = *lab.puppet("se2").context;

    void set(const faults::ClockError& error) {
        EXPECT_TRUE(lab->set_clock("se1", error)) << "se1's clocks were announced";
    }
    /// World time at which a timer of the node that waits so long by its own clock fires.
    Instant fires(Duration wait) {
        std::optional<Instant> at;
        wrong.set_timer(wrong.now() + wait, [&] { at = lab->now(); });
        lab.run(10 * wait);
        return at.value_or(Instant::never());
    }
};

TEST(NodeClock, AStepMovesTheWallClockOfThatNodeAlone) {
    Clocks clocks;
    clocks.lab.run(1s);
    clocks.set({.step = -1h});
    clocks.lab.run(1s);
    EXPECT_EQ(clocks.wrong.wall_clock(), Instant(2s) - 1h);
    EXPECT_EQ(clocks.wrong.now(), Instant(2s));
    EXPECT_EQ(clocks.right.wall_clock(), Instant(2s));
    EXPECT_EQ(clocks.lab->clock_offset("se1")->wall, -1h);

    clocks.set({});
    EXPECT_EQ(clocks.wrong.wall_clock(), Instant(2s));
}

TEST(NodeClock, ASkewedWallClockLeavesTimersAlone) {
    Clocks clocks;
    clocks.set({.rate = 2});
    EXPECT_EQ(clocks.fires(100ms), Instant(100ms));
    EXPECT_EQ(clocks.wrong.wall_clock(), Instant(2s));
}

TEST(NodeClock, ASkewedMonotonicClockMovesTimersWithIt) {
    Clocks fast;
    fast.set({.rate = 2, .monotonic = true});
    EXPECT_EQ(fast.fires(100ms), Instant(50ms));

    Clocks slow;
    slow.set({.rate = 0.5, .monotonic = true});
    EXPECT_EQ(slow.fires(100ms), Instant(200ms));
}

TEST(NodeClock, AMonotonicClockKeepsWhatItGainedAndNeverJumps) {
    Clocks clocks;
    clocks.set({.rate = 3, .monotonic = true});
    clocks.lab.run(1s);
    clocks.set({});
    EXPECT_EQ(clocks.wrong.now(), Instant(3s));
    EXPECT_EQ(clocks.wrong.wall_clock(), Instant(1s));
    EXPECT_EQ(clocks.fires(100ms), Instant(1100ms));
}

// As a sleep on Linux: one that has begun keeps its length, but its end is looked at by the clock.
TEST(NodeClock, ATimerSetBeforeTheClockSlowedDownWaitsForItsTime) {
    Clocks clocks;
    std::optional<Instant> fired;
    clocks.wrong.set_timer(Instant(1s), [&] { fired = clocks.lab->now(); });
    const TimerId cancelled = clocks.wrong.set_timer(Instant(1s), [] { FAIL(); });
    clocks.set({.rate = 0.5, .monotonic = true});
    clocks.lab.run(1500ms);
    EXPECT_FALSE(fired);
    clocks.wrong.cancel_timer(cancelled);
    clocks.lab.run(1s);
    EXPECT_EQ(fired, Instant(2s));
}

TEST(NodeClock, ThatWasNotAnnouncedIsNotToBeSet) {
    Clocks clocks;
    const auto refused = clocks.lab->set_clock("se2", {.step = 1h});
    EXPECT_EQ(refused.error().message,
              "the clocks of se2 were not announced as faulty at bring-up");
}

}  // namespace
}  // namespace holdfast::harness::sim
