// SPDX-License-Identifier: Apache-2.0
// The page that a testbed and the programs of one node share: how wrong their clocks are. The
// testbed writes it, holdfast-clock.so reads it at every reading of a clock.
#pragma once

#include <atomic>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace holdfast::harness::mininet::faulty_clock {

/// Nanoseconds throughout; `since` is on the right CLOCK_MONOTONIC.
struct Wrongness {
    std::int64_t since = 0;
    std::int64_t step = 0;              ///< of the wall clock
    std::int64_t monotonic_before = 0;  ///< what earlier errors have left
    double rate = 1.0;
    bool monotonic = false;  ///< its rate is wrong too

    std::int64_t gained(std::int64_t monotonic_now) const {
        return std::llround(static_cast<double>(monotonic_now - since) * (rate - 1));
    }
    std::int64_t wall_offset(std::int64_t monotonic_now) const {
        return step + gained(monotonic_now);
    }
    std::int64_t monotonic_offset(std::int64_t monotonic_now) const {
        return monotonic_before + (monotonic ? gained(monotonic_now) : 0);
    }
};
static_assert(std::is_trivially_copyable_v<Wrongness>);

struct ClockPage {
    /// Programs that have begun to read their clocks by it.
    std::atomic<std::uint64_t> attached;
    /// Two places, written in turn; `turn` says which one holds. Whoever reads the other one has
    /// been asleep since the change before the last.
    std::atomic<std::uint32_t> turn;
    Wrongness places[2];

    Wrongness read() const { return places[turn.load(std::memory_order_acquire) & 1U]; }
    void write(const Wrongness& wrong) {
        const std::uint32_t next = turn.load(std::memory_order_relaxed) + 1;
        places[next & 1U] = wrong;
        turn.store(next, std::memory_order_release);
    }
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

/// Names the page's file to the programs.
inline constexpr const char* page_variable = "HOLDFAST_CLOCK_PAGE";

}  // namespace holdfast::harness::mininet::faulty_clock
