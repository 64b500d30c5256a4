// SPDX-License-Identifier: Apache-2.0
// Failover times against those of an earlier report (measurement.md, Statistics).
#pragma once

#include <string>
#include <vector>

#include "harness/timing/mann_whitney.h"
#include "harness/timing/report.h"

namespace holdfast::harness::timing {

/// One value a trial: the worst route of each measured failover, of all VIPs that it moved at once.
struct FailoverTimes {
    std::vector<Duration> values;
    Duration tau{};  ///< the largest packet sampling interval among the routes that they are of
};

FailoverTimes failover_times(const Report& report);
/// Of what --json wrote: one report a line or file; several are taken together.
Result<FailoverTimes> read_baseline(const std::string& path);

struct Comparison {
    enum class Verdict {
        no_regression,
        unclear,     ///< the interval straddles delta, or there are too few values
        regression,  ///< the whole interval lies above delta
    };
    Verdict verdict = Verdict::unclear;
    Shift shift;
    Duration delta{};  ///< the larger of 5 % of the baseline's median and 2 tau
    std::string sentence;
};
Comparison compare(const FailoverTimes& baseline, const FailoverTimes& now);

/// "12 failovers: P50 480ms, P95 and max 510ms; 12 values bound P95 with 46 % confidence (59 give
/// 95 %)".
std::string spread_text(const FailoverTimes& times);

}  // namespace holdfast::harness::timing
