// SPDX-License-Identifier: Apache-2.0
#include "harness/check/failover_timeline.h"

#include <gmock/gmock.h>

#include "harness/check/recording_builder.h"

namespace holdfast::harness::check {
namespace {

using testing::ElementsAre;
using testing::Field;

/// se1 is killed at 3 s; suspected at 3.1 s, down at 3.39 s, announced by se2 at 3.4 s; the first
/// client packet reaches it at 3.405 s.
Recording a_takeover() {
    return RecordingBuilder()
        .service("vs1")
        .owns("se1", "vs1", 1s, 3s)
        .fault("process_crash", "se1", 3s, 6s)
        .event("SE_DP_HB_FAILED", "se1", 3100ms)
        .event("SE_DOWN", "se1", 3390ms)
        .announces("se2", "vs1", 3400ms)
        .owns("se2", "vs1", 3410ms, 10s)
        .client_packet_to("se2", "vs1", 3405ms)
        .loses("vs1", 3s, 3410ms)
        .build();
}

TEST(FailoverTimeline, NamesEachPhaseWithItsLengthAndEvidence) {
    const Recording recording = a_takeover();
    const auto timelines = failover_timelines(recording);
    ASSERT_EQ(timelines.size(), 1U);
    EXPECT_EQ(timelines[0].successor, "se2");
    const auto phase = [](const char* name, Duration length) {
        return testing::AllOf(Field(&PhaseEnd::phase, name), Field(&PhaseEnd::length, length));
    };
    EXPECT_THAT(timelines[0].phases,
                ElementsAre(phase("detect", 100ms), phase("decide", 290ms), phase("claim", 10ms),
                            phase("learn", 5ms), phase("settle", 5ms)));
    EXPECT_EQ(timelines[0].phases[2].evidence.packet,
              201U);  // after two seconds of answers, one every 10 ms
}

// RFC 6412 equation 2: the phases add up to it.
TEST(FailoverTimeline, PhasesAddUpToTheFullConvergenceTime) {
    const Recording recording = a_takeover();
    const auto timeline = failover_timelines(recording).at(0);
    Duration sum{};
    for (const PhaseEnd& phase : timeline.phases) {
        sum += phase.length;
    }
    EXPECT_EQ(timeline.full_convergence_time, 410ms);
    EXPECT_EQ(sum, 410ms);
}

TEST(FailoverTimeline, FlowThatNeverRecoversHasNoConvergenceTime) {
    const Recording recording = RecordingBuilder()
                                    .service("vs1")
                                    .owns("se1", "vs1", 1s, 3s)
                                    .fault("process_crash", "se1", 3s, 6s)
                                    .announces("se2", "vs1", 3400ms)
                                    .loses("vs1", 3s, 7s)
                                    .build();
    EXPECT_FALSE(failover_timelines(recording).at(0).full_convergence_time);
}

}  // namespace
}  // namespace holdfast::harness::check
