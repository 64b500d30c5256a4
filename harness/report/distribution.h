// SPDX-License-Identifier: Apache-2.0
// How a duration that each case measures spreads over all cases of a rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace holdfast::harness::report {

struct Distribution {
    std::string name;  ///< of the measurement: "electionTime"
    std::vector<Duration> values;
    std::optional<Duration> bound;  ///< the loosest that a case had
    bool operator==(const Distribution&) const = default;
};

/// Measurements that are kept with all their values: those of the control plane.
bool is_distributed(const std::string& measurement);

/// The smallest value that at least this part of all values does not exceed, part in (0, 1]; the
/// distribution is not empty.
Duration percentile(const Distribution& distribution, double part);

/// "50 values, P50 1.20s, P95 1.90s, max 2.00s, bound 2.50s"
std::string to_string(const Distribution& distribution);

}  // namespace holdfast::harness::report
