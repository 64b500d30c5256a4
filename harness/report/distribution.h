// SPDX-License-Identifier: Apache-2.0
// How a duration that each case measures spreads over all cases of a rule.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace holdfast::harness::report {

/// Of failover times, the worst flow of each case: "failoverTime".
struct Distribution {
    std::string name;  ///< of the measurement: "electionTime"
    std::vector<Duration> values;
    std::optional<Duration> bound{};  ///< the loosest that a case had
    std::string method{};             ///< of failover times: TBM, TBLM, PLBM (RFC 6413)
    Duration less{};                  ///< the truth is at most so much below a value
    Duration more{};                  ///< and at most so much above
    bool operator==(const Distribution&) const = default;
};

/// Measurements that are kept with all their values: those of the control plane.
bool is_distributed(const std::string& measurement);

/// Under the name of a failover time, one value a case: what spreads in the data plane.
inline const std::string failover_times = "failoverTime";

/// Whether any of them is of the control plane: only then is every checker's own count of interest.
bool of_control_plane(const std::vector<Distribution>& distributions);

/// Of fewer values the 95th percentile is the largest: a table of percentiles would say nothing.
constexpr std::size_t fewest_for_percentiles = 20;

/// Whether its percentiles are worth a line: a failover time of a few cases is in the table
/// already.
bool is_told(const Distribution& distribution);

/// How surely the largest of so many values is not below the `part` quantile of all that the system
/// would give: 1 - part^count (measurement by order statistics; 59 values: 95 % for P95).
double confidence_of_largest(std::size_t count, double part);

/// The smallest value that at least this part of all values does not exceed, part in (0, 1]; the
/// distribution is not empty.
Duration percentile(const Distribution& distribution, double part);

/// "50 values, P50 1.20s, P95 1.90s, max 2.00s, bound 2.50s"; with a method its accuracy, with
/// enough values what P95 is not above with 95 % confidence.
std::string to_string(const Distribution& distribution);

}  // namespace holdfast::harness::report
