// SPDX-License-Identifier: Apache-2.0
// Has a distribution shifted? The Mann-Whitney test turned into an interval: the Hodges-Lehmann
// estimate of the shift with the confidence interval that belongs to the test (Hollander, Wolfe,
// Chicken: Nonparametric Statistical Methods, 3rd edition, sections 4.1 to 4.3). No assumption on
// the distribution's form, which for failover times is multi-modal.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"

namespace holdfast::harness::timing {

struct Shift {
    Duration estimate{};            ///< median of all differences now - before
    std::optional<Duration> low{};  ///< none: too few values for an interval at this confidence
    std::optional<Duration> high{};
    double confidence = 0;  ///< that the interval has; at least what was asked for
};

/// Of `now` against `before`, both not empty; `confidence` as 0.95. The exact distribution of U up
/// to 400 pairs, the normal approximation with continuity correction beyond.
Shift shift_between(const std::vector<Duration>& before, const std::vector<Duration>& now,
                    double confidence);

/// P(U <= u) of two samples of these sizes from one distribution, without ties. Exact.
double probability_of_u(std::size_t m, std::size_t n, std::size_t u);

}  // namespace holdfast::harness::timing
