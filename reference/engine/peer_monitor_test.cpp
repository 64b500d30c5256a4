// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/peer_monitor.h"

#include <gtest/gtest.h>

#include "reference/engine/peer_monitors.h"

namespace holdfast::reference::engine {
namespace {

constexpr Duration beat = 100ms;
constexpr std::uint32_t beat_limit = 6;

PeerMonitor watching_se1() {
    return {Instant(), PeerWatch{{"se1", Ipv4Address{}}, "pair", beat, beat_limit}};
}

/// Lets the monitor's timers run to `until`, included; true when it became suspicious.
bool suspects(PeerMonitor& monitor, Instant until) {
    bool suspicious = false;
    while (monitor.next_timeout() <= until) {
        suspicious = monitor.on_timer(monitor.next_timeout()).suspicion.has_value() || suspicious;
    }
    return suspicious;
}

// DET-5: found by the suite on Mininet. Two engines whose grids fell together counted a sixth miss
// an instant before the heartbeat that followed five lost ones. Every phase between the grids, and
// jitter up to 40 ms, is tried.
TEST(PeerMonitor, FiveLostHeartbeatsAreNeverSixMisses) {
    for (Duration phase = 0ms; phase < beat; phase += 1ms) {
        for (const Duration jitter : {-40ms, -1ms, 0ms, 1ms, 40ms}) {
            PeerMonitor monitor = watching_se1();
            const Instant last(300ms + phase);
            suspects(monitor, last);
            monitor.hear(last, {"se1", "pair", 1, 1, 1});
            EXPECT_FALSE(suspects(monitor, last + 6 * beat + jitter)) << to_string(phase);
        }
    }
}

// And six are six: suspicious half a beat after the sixth was due.
TEST(PeerMonitor, SixLostHeartbeatsAreSixMisses) {
    for (Duration phase = 0ms; phase < beat; phase += 1ms) {
        PeerMonitor monitor = watching_se1();
        const Instant last(300ms + phase);
        suspects(monitor, last);
        monitor.hear(last, {"se1", "pair", 1, 1, 1});
        EXPECT_TRUE(suspects(monitor, last + 6 * beat + beat / 2)) << to_string(phase);
    }
}

// An engine that went to another group may be heard still: that is no sign of life in this one.
TEST(PeerMonitor, HeartbeatOfAnotherGroupIsNotCounted) {
    PeerMonitor monitor = watching_se1();
    for (Instant now(50ms); now < Instant(beat_limit * beat); now += beat) {
        suspects(monitor, now);
        EXPECT_FALSE(monitor.hear(now, {"se1", "elastic", 1, 1, 1}));
    }
    EXPECT_TRUE(suspects(monitor, Instant(beat_limit * beat)));
}

TEST(PeerMonitors, PeerIsCountedOnWhileOthersComeAndGo) {
    const auto watch = [](const char* name) {
        return PeerWatch{{name, Ipv4Address{}}, "elastic", beat, beat_limit};
    };
    PeerMonitors monitors;
    monitors.watch(Instant(), {watch("se4")});
    monitors.on_timer(Instant(3 * beat));

    monitors.watch(Instant(3 * beat), {watch("se4"), watch("se5")});

    EXPECT_EQ(monitors.last_heard("se4"), Instant());
    EXPECT_EQ(monitors.last_heard("se5"), Instant(3 * beat));
    EXPECT_EQ(monitors.on_timer(Instant(3 * beat)).heartbeats_to.size(), 1U);
    monitors.watch(Instant(3 * beat), {watch("se5")});
    EXPECT_EQ(monitors.last_heard("se4"), std::nullopt);
}

}  // namespace
}  // namespace holdfast::reference::engine
