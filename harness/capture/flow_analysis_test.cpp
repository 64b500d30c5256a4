// SPDX-License-Identifier: Apache-2.0
// The traps of measuring failover from a probe stream: for each, what a naive method would say and
// what the truth is.
#include "harness/capture/flow_analysis.h"

#include <gtest/gtest.h>

namespace holdfast::harness::capture {
namespace {

constexpr Duration tau = 1ms;
constexpr Duration round_trip = 300us;

/// A flow of 1,000 packets a second for 2 s, every packet answered after 300 us.
struct Flow {
    workload::ProbeFlow flow;

    Flow() {
        flow.interval = tau;
        for (int i = 0; i < 2000; ++i) {
            flow.sent.push_back(Instant(i * tau));
            flow.replies.push_back({static_cast<std::uint64_t>(i), Instant(i * tau + round_trip)});
        }
    }
    Flow& lose(Duration from, Duration to) {
        std::erase_if(flow.replies, [&](const auto& reply) {
            const Instant sent = flow.sent[reply.sequence];
            return sent >= Instant(from) && sent < Instant(to);
        });
        return *this;
    }
    Flow& late_by(Duration extra, Duration from) {
        for (auto& reply : flow.replies) {
            if (flow.sent[reply.sequence] >= Instant(from)) {
                reply.received += extra;
            }
        }
        return *this;
    }
    FlowAnalysis analysed() const { return analyse(flow, {Instant(), Instant(2s)}); }
};

TEST(FlowAnalysis, FindsNothingInAnUndisturbedFlow) {
    const FlowAnalysis analysis = Flow().analysed();
    EXPECT_EQ(analysis.sent, 2000U);
    EXPECT_EQ(analysis.lost, 0U);
    EXPECT_EQ(analysis.timestamp_based, Bounded{});
    EXPECT_FALSE(analysis.first_impaired);
}

// TBM lies in [truth, truth + 2 tau]: 400 packets lost from 500 ms on are 401 ms from the last good
// to the first good one.
TEST(FlowAnalysis, TimestampMethodHoldsTheTruthInItsInterval) {
    const FlowAnalysis analysis = Flow().lose(500ms, 900ms).analysed();
    EXPECT_EQ(analysis.timestamp_based.value, 401ms);
    EXPECT_LE(analysis.timestamp_based.low, 400ms);
    EXPECT_GE(analysis.timestamp_based.high, 400ms);
    EXPECT_EQ(analysis.packet_loss_based.value, 400ms);
    EXPECT_EQ(analysis.first_impaired, Instant(500ms));
    EXPECT_EQ(analysis.recovered, Instant(900ms));
}

// Arrival-order gaps would say 2.5 to 4 ms, a rate threshold more than a second.
TEST(FlowAnalysis, ReorderingAloneIsNoOutage) {
    Flow reordered;
    for (std::size_t i = 100; i + 1 < 1900; i += 10) {
        std::swap(reordered.flow.replies[i].sequence, reordered.flow.replies[i + 1].sequence);
    }
    const FlowAnalysis analysis = reordered.analysed();
    EXPECT_EQ(analysis.out_of_order, 180U);
    EXPECT_EQ(analysis.timestamp_based.value, 0ms);
}

// The longest gap would say 101 ms; service was not sustained for 501 ms.
TEST(FlowAnalysis, TwoOutagesCountUntilRecoveryIsSustained) {
    const FlowAnalysis analysis = Flow().lose(500ms, 600ms).lose(900ms, 1000ms).analysed();
    EXPECT_EQ(analysis.timestamp_based.value, 501ms);
    EXPECT_EQ(analysis.loss_periods, (std::vector<LossPeriod>{{500, 599}, {900, 999}}));
    EXPECT_EQ(analysis.packet_loss_based.value, 200ms);
}

// The method on the receiver's clock says 5 ms too much, the one on send times does not.
TEST(FlowAnalysis, LongerBackupPathDoesNotLengthenTheOutage) {
    const FlowAnalysis analysis = Flow().lose(500ms, 600ms).late_by(5ms, 600ms).analysed();
    EXPECT_EQ(analysis.timestamp_based.value, 101ms);
    EXPECT_EQ(analysis.time_based_loss.value, 106ms);
}

TEST(FlowAnalysis, RepliesBeyondTheForwardingDelayThresholdAreImpaired) {
    const FlowAnalysis analysis = Flow().late_by(250ms, 1900ms).analysed();
    EXPECT_EQ(analysis.excessive_delay, 100U);
    EXPECT_EQ(analysis.lost, 0U);
    EXPECT_FALSE(analysis.recovered);
}

// Not an outage of the system: the sender was paused. The gate judges it before anybody looks at
// losses.
TEST(FlowAnalysis, PausedSenderIsSeenAsSuch) {
    Flow paused;
    for (std::size_t i = 1000; i < 2000; ++i) {
        paused.flow.sent[i] += 80ms;
        paused.flow.replies[i].received += 80ms;
    }
    const FlowAnalysis analysis = analyse(paused.flow, {Instant(), Instant(3s)});
    EXPECT_EQ(analysis.sender_gap_max, 80ms);
    EXPECT_EQ(analysis.timestamp_based.value, 0ms);
}

TEST(FlowAnalysis, FlowThatNeverRecoversHasNoUpperBound) {
    const FlowAnalysis analysis = Flow().lose(1500ms, 2s).analysed();
    EXPECT_FALSE(analysis.recovered);
    EXPECT_EQ(analysis.timestamp_based.high, Duration::max());
    EXPECT_EQ(analysis.timestamp_based.value, 501ms);
}

TEST(FlowAnalysis, DuplicatesAreCountedAndDoNotImpair) {
    Flow doubled;
    doubled.flow.replies.push_back({7, Instant(1999ms)});
    const FlowAnalysis analysis = doubled.analysed();
    EXPECT_EQ(analysis.duplicates, 1U);
    EXPECT_EQ(analysis.timestamp_based.value, 0ms);
}

TEST(FlowAnalysis, LooksOnlyAtPacketsSentInTheWindow) {
    const Flow flow = Flow().lose(100ms, 200ms).lose(1500ms, 1600ms);
    const FlowAnalysis analysis = analyse(flow.flow, {Instant(1s), Instant(2s)});
    EXPECT_EQ(analysis.sent, 1000U);
    EXPECT_EQ(analysis.lost, 100U);
    EXPECT_EQ(analysis.timestamp_based.value, 101ms);
}

}  // namespace
}  // namespace holdfast::harness::capture
