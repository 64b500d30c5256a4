// SPDX-License-Identifier: Apache-2.0
// A paused program hears nothing and misses nothing, as SIGSTOP and SIGCONT have it.
#include <gmock/gmock.h>

#include "harness/sim/lab.h"

namespace holdfast::harness::sim {
namespace {

struct Paused {
    Lab lab;
    Puppet& caller = lab.puppet("observer");
    Puppet& sleeper = lab.puppet("se1");

    Paused() {
        sleeper.context->bind_udp(7000);
        sleeper.context->listen(8443);
        EXPECT_TRUE(lab->pause_programs("se1"));
    }
    Endpoint at(std::uint16_t port) { return {lab.address("se1", "front"), port}; }
};

TEST(Pause, DatagramsAndTimersWaitForTheResumption) {
    Paused paused;
    std::vector<Instant> fired;
    paused.sleeper.context->set_timer(Instant(5ms),
                                      [&] { fired.push_back(paused.sleeper.context->now()); });
    paused.caller.context->send_udp({{}, 4000}, paused.at(7000), {1});
    paused.lab.run(100ms);
    EXPECT_TRUE(paused.sleeper.datagrams.empty());
    EXPECT_TRUE(fired.empty());

    ASSERT_TRUE(paused.lab->resume_programs("se1"));
    EXPECT_EQ(paused.sleeper.datagrams.size(), 1U);
    EXPECT_THAT(fired, testing::ElementsAre(Instant(100ms)));
}

// The kernel accepts and acknowledges meanwhile; only the program is late.
TEST(Pause, StreamsAreAcceptedByTheKernel) {
    Paused paused;
    const StreamId stream = paused.caller.context->connect(paused.at(8443));
    paused.lab.run(10ms);
    EXPECT_TRUE(paused.caller.heard(StreamEvent::Kind::opened));
    paused.caller.context->send_line(stream, "wake up");
    paused.lab.run(20s);
    EXPECT_FALSE(paused.caller.heard(StreamEvent::Kind::timed_out));
    EXPECT_TRUE(paused.sleeper.events.empty());

    ASSERT_TRUE(paused.lab->resume_programs("se1"));
    EXPECT_THAT(paused.sleeper.lines(), testing::ElementsAre("wake up"));
}

TEST(Pause, FullReceiveBufferDropsDatagrams) {
    Paused paused;
    for (int i = 0; i < 1000; ++i) {
        paused.caller.context->send_udp({{}, 4000}, paused.at(7000), {1});
        paused.lab.run(1ms);
    }
    ASSERT_TRUE(paused.lab->resume_programs("se1"));
    EXPECT_EQ(paused.sleeper.datagrams.size(), 277U);  // 212,992 bytes / 768
}

TEST(Pause, TerminationIsHeardAtTheResumption) {
    Paused paused;
    ASSERT_TRUE(paused.lab->terminate_programs("se1"));
    paused.lab.run(10ms);
    EXPECT_EQ(paused.lab->program_state("se1").value(), faults::ProcessState::paused);
    ASSERT_TRUE(paused.lab->resume_programs("se1"));
    EXPECT_EQ(paused.lab->program_state("se1").value(), faults::ProcessState::gone);
}

TEST(Pause, CancelledTimerDoesNotFireAfterIt) {
    Paused paused;
    bool fired = false;
    ProgramContext& context = *paused.sleeper.context;
    const TimerId timer = context.set_timer(Instant(5ms), [&] { fired = true; });
    paused.lab.run(10ms);
    context.cancel_timer(timer);
    ASSERT_TRUE(paused.lab->resume_programs("se1"));
    EXPECT_FALSE(fired);
}

TEST(Kill, DropsWhatWaitedForAPausedProgram) {
    Paused paused;
    paused.caller.context->send_udp({{}, 4000}, paused.at(7000), {1});
    paused.lab.run(10ms);
    ASSERT_TRUE(paused.lab->kill_programs("se1"));
    Puppet& again = paused.lab.puppet("se1");
    paused.lab.run(10ms);
    EXPECT_TRUE(again.datagrams.empty());
    EXPECT_FALSE(paused.lab->start_programs("se1"));  // it runs
}

}  // namespace
}  // namespace holdfast::harness::sim
