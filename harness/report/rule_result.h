// SPDX-License-Identifier: Apache-2.0
// What became of one rule in one world: what a worker tells the gate, and what every report is made
// of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/check/verdict.h"
#include "harness/report/distribution.h"
#include "harness/report/judged.h"

namespace holdfast::harness::report {

struct RuleResult {
    std::string rule;      ///< "LEG-6"
    std::string world;     ///< "sim" or "mininet"
    bool running = false;  ///< only begun: everything below is empty
    check::Outcome outcome = check::Outcome::skipped;
    int cases = 0;
    /// Real trials that were INVALID and so were made again, each with its reason; no case of
    /// these.
    std::vector<std::string> repeated;
    int occurrences = 0;  ///< how often the situation that the rule speaks of truly occurred
    std::string reason;
    std::vector<check::Measurement> measurements;
    std::vector<Distribution> distributions;  ///< of those that is_distributed() names
    std::vector<Judged> judged;               ///< by each checker of the rule
    std::vector<check::Evidence> evidence;
    std::string run_folder;  ///< empty when none was kept
    std::uint64_t seed = 0;
    std::string defect;  ///< that the system had; empty: none
    std::string sut;     ///< name and version
    Duration took{};
    bool operator==(const RuleResult&) const = default;
};

/// One JSON line, without the newline.
std::string to_json_line(const RuleResult& result);
Result<RuleResult> parse_result(std::string_view line, const std::string& where);

/// Appends the line in one write, so that several workers may share the file.
Result<void> append_result(const std::string& path, const RuleResult& result);
/// The complete lines after `offset`, which moves on behind them; a half-written last line waits.
Result<std::vector<RuleResult>> read_results(const std::string& path, std::size_t& offset);

/// The worst flow's failover time; null when no failover was measured.
const check::Measurement* failover_time(const std::vector<check::Measurement>& measurements);
const check::Measurement* failover_time(const RuleResult& result);
/// "312ms [302ms, 322ms] TBM, bound 2s"
std::string to_string(const check::Measurement& measurement);

}  // namespace holdfast::harness::report
