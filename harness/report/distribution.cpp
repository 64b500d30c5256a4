// SPDX-License-Identifier: Apache-2.0
#include "harness/report/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace holdfast::harness::report {

bool is_distributed(const std::string& measurement) {
    return measurement == "electionTime" || measurement == "apiBackTime";
}

bool of_control_plane(const std::vector<Distribution>& distributions) {
    return std::any_of(distributions.begin(), distributions.end(),
                       [](const Distribution& d) { return d.name != failover_times; });
}

bool is_told(const Distribution& distribution) {
    return distribution.name != failover_times ||
           distribution.values.size() >= fewest_for_percentiles;
}

Duration percentile(const Distribution& distribution, double part) {
    std::vector<Duration> values = distribution.values;
    CHECK(!values.empty(), "{} has no values", distribution.name);
    std::sort(values.begin(), values.end());
    const auto rank =
        static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
    return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

double confidence_of_largest(std::size_t count, double part) {
    return 1 - std::pow(part, static_cast<double>(count));
}

std::string to_string(const Distribution& distribution) {
    const std::size_t count = distribution.values.size();
    std::string text =
        fmt::format("{} {}, P50 {}, P95 {}, max {}", count, count == 1 ? "value" : "values",
                    to_short_string(percentile(distribution, 0.5)),
                    to_short_string(percentile(distribution, 0.95)),
                    to_short_string(percentile(distribution, 1)));
    if (distribution.bound) {
        text += ", bound " + to_short_string(*distribution.bound);
    }
    if (!distribution.method.empty()) {
        text += fmt::format("; {}, the truth at most {} less", distribution.method,
                            to_short_string(distribution.less));
        text +=
            distribution.more > 0ns ? " and " + to_short_string(distribution.more) + " more" : "";
    }
    constexpr double confidence = 0.95;
    if (confidence_of_largest(count, 0.95) >= confidence) {
        text += fmt::format("; P95 <= {} with {:.0f} % confidence",
                            to_short_string(percentile(distribution, 1)), 100 * confidence);
    }
    return text;
}

}  // namespace holdfast::harness::report
