// SPDX-License-Identifier: Apache-2.0
// Goal: the true lead of a clock lies in every interval that is told of it, and nothing is told
// where packets cannot say. Method: packets over paths of random and unequal length between two
// taps, seen by a clock that turns faster and slower.
#include "harness/timing/clock_bounds.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"

namespace holdfast::harness::timing {
namespace {

/// Turns faster and slower by up to 500 parts in a million, once in seven seconds.
Duration true_lead(Duration clock) {
    constexpr double turn = 6.28318530718 / 7.0;
    const double wander = 500e-6 / turn * std::sin(seconds(clock) * turn);
    return 3s + Duration(static_cast<std::int64_t>(1e9 * wander));
}

struct Between {
    Duration length = 10s;
    Duration every = 20ms;
    Duration there = 200us;  ///< from the other tap here
    Duration back = 50us;
    Duration jitter = 300us;
    int hops = 0;
    bool answers = true;
    Duration silent_from = 0s;
    Duration silent_to = 0s;
};

std::vector<Pairing> packets(const Between& between, Rng& chance) {
    std::vector<Pairing> out;
    for (Duration at = 0s; at < between.length; at += between.every) {
        if (at >= between.silent_from && at < between.silent_to) {
            continue;
        }
        const Duration queued(chance.between(0, between.jitter.count()));
        const Duration clock = at + true_lead(at);
        out.push_back({clock, true_lead(at) + between.there + queued, 0ns, 1, true, between.hops});
        if (between.answers) {
            const Duration later = clock + 1ms;
            out.push_back({later, true_lead(later - 3s) - between.back - queued, 0ns, 1, false,
                           -between.hops});
        }
    }
    return out;
}

/// Everything that is wrong with the map, in one number of times.
int misses(const ClockMap& map, Duration from, Duration to) {
    int found = 0;
    for (Duration at = from; at < to; at += 3ms) {
        const ClockLead lead = map.lead(at + true_lead(at));
        found += true_lead(at) < lead.low || true_lead(at) > lead.high ? 1 : 0;
    }
    return found;
}

class ClockBoundsTest : public testing::Test {
  protected:
    ClockMap map(const Between& between) {
        const auto found = bounds_of(packets(between, chance_));
        EXPECT_TRUE(std::holds_alternative<ClockBounds>(found));
        const auto* bounds = std::get_if<ClockBounds>(&found);
        return bounds == nullptr ? ClockMap() : bounds->map;
    }
    NoBounds reason(std::vector<Pairing> pairings) {
        const auto found = bounds_of(std::move(pairings));
        EXPECT_TRUE(std::holds_alternative<NoBounds>(found));
        const auto* none = std::get_if<NoBounds>(&found);
        return none == nullptr ? NoBounds::nothing_in_common : *none;
    }
    Rng chance_{11};
};

TEST_F(ClockBoundsTest, HoldTheTruthWhateverThePathsAre) {
    for (const Duration there : {0us, 3us, 200us, 20'000us}) {
        for (const Duration back : {0us, 3us, 900us}) {
            Between between;
            between.there = there;
            between.back = back;
            EXPECT_EQ(misses(map(between), -1s, 11s), 0) << there.count() << " " << back.count();
        }
    }
}

TEST_F(ClockBoundsTest, AreAsCloseAsThePathIsLong) {
    Between between;
    between.jitter = 0us;
    const ClockMap found = map(between);
    // Half of both ways, and what a clock gains between two packets.
    EXPECT_LE(found.lead(5s + true_lead(5s)).error(), (200us + 50us) / 2 + gained_within(20ms));
}

TEST_F(ClockBoundsTest, WidenWhereNothingPasses) {
    Between between;
    between.silent_from = 4s;
    between.silent_to = 6s;
    const ClockMap found = map(between);
    EXPECT_EQ(misses(found, 0s, 10s), 0);
    EXPECT_GT(found.lead(5s + true_lead(5s)).error(), gained_within(900ms));
}

TEST_F(ClockBoundsTest, TheHopsLeftTellTheDirectionOfPathsWithoutLength) {
    Between between;
    between.hops = 1;
    between.there = between.back = between.jitter = 0us;
    EXPECT_EQ(misses(map(between), 0s, 10s), 0);
}

TEST_F(ClockBoundsTest, OneDirectionIsNotEnough) {
    Between between;
    between.answers = false;
    EXPECT_EQ(reason(packets(between, chance_)), NoBounds::one_direction);
    between.hops = 1;
    EXPECT_EQ(reason(packets(between, chance_)), NoBounds::one_direction);
    EXPECT_EQ(reason({}), NoBounds::nothing_in_common);
}

TEST_F(ClockBoundsTest, AClockThatWasSetContradictsItself) {
    auto seen = packets({}, chance_);
    for (Pairing& pairing : seen) {
        if (pairing.clock > 8s) {
            pairing.clock += 100ms;
            pairing.ahead += 100ms;
        }
    }
    EXPECT_EQ(reason(std::move(seen)), NoBounds::contradiction);
}

TEST_F(ClockBoundsTest, HostsThatContradictEachOtherDoToo) {
    auto seen = packets({}, chance_);
    for (Pairing pairing : packets({}, chance_)) {
        pairing.pair_of_hosts = 2;
        pairing.ahead += 100ms;
        seen.push_back(pairing);
    }
    EXPECT_EQ(reason(std::move(seen)), NoBounds::contradiction);
}

TEST_F(ClockBoundsTest, ADifferenceIsKnownBetterThanATime) {
    Between between;
    between.there = between.back = 20ms;
    const ClockMap found = map(between);
    EXPECT_GT(found.error(5s), 19ms);
    EXPECT_LT(found.error_between(5s, 5'100ms), 1ms);
}

}  // namespace
}  // namespace holdfast::harness::timing
