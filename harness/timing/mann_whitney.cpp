// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/mann_whitney.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace holdfast::harness::timing {

namespace {

constexpr std::size_t exact_pairs_max = 400;

/// How many of the (m + n over n) orders of two samples give each U: Mann and Whitney's recurrence,
/// an order's last value is of the one sample or the other.
std::vector<double> counts_of_u(std::size_t m, std::size_t n) {
    std::vector<std::vector<double>> shorter(n + 1, {1.0});  // m = 0: U is 0
    for (std::size_t i = 1; i <= m; ++i) {
        std::vector<std::vector<double>> row(n + 1);
        row[0] = {1.0};
        for (std::size_t j = 1; j <= n; ++j) {
            row[j].assign(i * j + 1, 0.0);
            for (std::size_t u = 0; u < shorter[j].size(); ++u) {
                row[j][u + j] += shorter[j][u];  // the last is of the first sample: beats all j
            }
            for (std::size_t u = 0; u < row[j - 1].size(); ++u) {
                row[j][u] += row[j - 1][u];
            }
        }
        shorter = std::move(row);
    }
    return shorter[n];
}

double normal_quantile(double probability) {
    double low = -10;
    double high = 10;
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2;
        (0.5 * std::erfc(-middle / std::sqrt(2.0)) < probability ? low : high) = middle;
    }
    return low;
}

/// The largest c such that both tails P(U < c) together are at most alpha; 0: none is.
std::size_t cut(std::size_t m, std::size_t n, double alpha, double& confidence) {
    if (m * n > exact_pairs_max) {
        const double mean = static_cast<double>(m * n) / 2;
        const double deviation = std::sqrt(static_cast<double>(m * n * (m + n + 1)) / 12);
        const double c = mean + normal_quantile(alpha / 2) * deviation - 0.5;
        confidence = 1 - alpha;
        return c < 1 ? 0 : static_cast<std::size_t>(c);
    }
    std::size_t c = 0;
    confidence = 1;
    while (c < m * n && 2 * probability_of_u(m, n, c) <= alpha) {
        confidence = 1 - 2 * probability_of_u(m, n, c);
        ++c;
    }
    return c;
}

}  // namespace

double probability_of_u(std::size_t m, std::size_t n, std::size_t u) {
    const std::vector<double> counts = counts_of_u(m, n);
    double all = 0;
    double below = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        all += counts[i];
        below += i <= u ? counts[i] : 0;
    }
    return below / all;
}

Shift shift_between(const std::vector<Duration>& before, const std::vector<Duration>& now,
                    double confidence) {
    CHECK(!before.empty() && !now.empty(), "a shift needs values on both sides");
    std::vector<Duration> differences;
    differences.reserve(before.size() * now.size());
    for (const Duration a : before) {
        for (const Duration b : now) {
            differences.push_back(b - a);
        }
    }
    std::sort(differences.begin(), differences.end());
    const std::size_t count = differences.size();
    Shift shift;
    shift.estimate = count % 2 == 1 ? differences[count / 2]
                                    : (differences[count / 2 - 1] + differences[count / 2]) / 2;
    const std::size_t c = cut(before.size(), now.size(), 1 - confidence, shift.confidence);
    if (c > 0) {
        shift.low = differences[c - 1];
        shift.high = differences[count - c];
    }
    return shift;
}

}  // namespace holdfast::harness::timing
