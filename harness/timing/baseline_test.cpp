// SPDX-License-Identifier: Apache-2.0
// Goal: a slower system is told from a lucky one. Method: the published table of Mann and Whitney's
// test, an obvious count of orders, and samples with a known shift.
#include "harness/timing/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <numeric>

#include "base/rng.h"

namespace holdfast::harness::timing {
namespace {

using testing::HasSubstr;

/// Every order of m and n values, counted one by one.
double obvious_probability(std::size_t m, std::size_t n, std::size_t u) {
    std::vector<int> first(m + n, 0);
    std::fill(first.end() - static_cast<std::ptrdiff_t>(m), first.end(), 1);
    std::size_t all = 0;
    std::size_t below = 0;
    do {
        std::size_t found = 0;
        std::size_t others = 0;
        for (const int is_first : first) {
            found += is_first != 0 ? others : 0;
            others += is_first == 0 ? 1 : 0;
        }
        ++all;
        below += found <= u ? 1 : 0;
    } while (std::next_permutation(first.begin(), first.end()));
    return static_cast<double>(below) / static_cast<double>(all);
}

TEST(MannWhitney, CountsOrdersAsTheObviousWayDoes) {
    for (std::size_t m = 1; m <= 5; ++m) {
        for (std::size_t n = 1; n <= 5; ++n) {
            for (std::size_t u = 0; u <= m * n; ++u) {
                EXPECT_NEAR(probability_of_u(m, n, u), obvious_probability(m, n, u), 1e-12);
            }
        }
    }
}

TEST(MannWhitney, AgreesWithThePublishedTable) {
    // Critical values of U, two-sided 5 % (Mann and Whitney 1947): 4 and 4: 0; 5 and 5: 2; 8 and 8:
    // 13; 10 and 10: 23.
    for (const auto& [size, u] :
         {std::pair(4, 0), std::pair(5, 2), std::pair(8, 13), std::pair(10, 23)}) {
        const auto n = static_cast<std::size_t>(size);
        EXPECT_LE(2 * probability_of_u(n, n, static_cast<std::size_t>(u)), 0.05) << size;
        EXPECT_GT(2 * probability_of_u(n, n, static_cast<std::size_t>(u) + 1), 0.05) << size;
    }
}

TEST(MannWhitney, TheIntervalHoldsTheShiftAsOftenAsItSays) {
    Rng chance(11);
    int held = 0;
    constexpr int rounds = 1000;
    for (int i = 0; i < rounds; ++i) {
        std::vector<Duration> before;
        std::vector<Duration> now;
        for (int n = 0; n < 12; ++n) {
            before.emplace_back(chance.between(0, 100'000'000));
            now.emplace_back(30ms + Duration(chance.between(0, 100'000'000)));
        }
        const Shift shift = shift_between(before, now, 0.95);
        held += *shift.low <= 30ms && 30ms <= *shift.high ? 1 : 0;
    }
    // 95 % and a little more, as U has steps; three standard deviations of 1000 rounds are 2 %.
    EXPECT_GT(held, 930);
    EXPECT_LT(held, 985);
}

FailoverTimes times(std::initializer_list<int> milliseconds_list) {
    FailoverTimes out;
    for (const int value : milliseconds_list) {
        out.values.emplace_back(std::chrono::milliseconds(value));
    }
    out.tau = 1ms;
    return out;
}

TEST(Baseline, ASlowerSystemIsARegression) {
    const auto found = compare(times({500, 510, 520, 530, 540}), times({600, 610, 620, 630, 640}));
    EXPECT_EQ(found.verdict, Comparison::Verdict::regression);
    EXPECT_EQ(found.delta, 26ms);  // 5 % of 520 ms
    EXPECT_EQ(found.shift.estimate, 100ms);
}

TEST(Baseline, WhatIsTheSameOrFasterIsNone) {
    EXPECT_EQ(compare(times({500, 510, 520, 530, 540}), times({500, 511, 519, 530, 541})).verdict,
              Comparison::Verdict::unclear);  // too few to exclude 26 ms
    EXPECT_EQ(compare(times({500, 510, 520, 530, 540}), times({400, 410, 420, 430, 440})).verdict,
              Comparison::Verdict::no_regression);
}

TEST(Baseline, TooFewValuesAreSaidToBe) {
    const auto found = compare(times({500}), times({900}));
    EXPECT_EQ(found.verdict, Comparison::Verdict::unclear);
    EXPECT_THAT(found.sentence, HasSubstr("too few"));
}

TEST(Baseline, ReportsOfSeveralRunsInOneFileAreTakenTogether) {
    const std::string path = testing::TempDir() + "/baseline.json";
    const char* const report =
        R"({"vips":[{"events":[{"kind":"failover","begin":10,"end":30,"failoverTime":{"value":5000000},"tau":1000000},
            {"kind":"failover","begin":20,"end":25,"failoverTime":{"value":4000000}},
            {"kind":"reversion","reversionTime":{"value":1}},{"kind":"failover","failoverTime":null}]}]})";
    std::ofstream(path) << report << "\n" << report << "\n";
    const auto read = read_baseline(path);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->values, (std::vector<Duration>{5ms, 5ms}));
    EXPECT_EQ(read->tau, 1ms);
    std::ofstream(path) << "{\"vips\": 3}";
    EXPECT_THAT(read_baseline(path).error().message, HasSubstr("is no report"));
    std::ofstream(path) << "{\"vips\": ";
    EXPECT_THAT(read_baseline(path).error().message, HasSubstr("is no report"));
}

}  // namespace
}  // namespace holdfast::harness::timing
