// SPDX-License-Identifier: Apache-2.0
// The conformance report: the shape of Kubernetes Gateway API's reports, with a section that says
// how to reproduce it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/promises.h"
#include "harness/report/rule_row.h"

namespace holdfast::harness::report {

/// What is known of a rule that a system fails.
struct Deviation {
    bool documented = false;  ///< its makers promise what the rule says
    std::string statement;
};

/// A system that we did not write.
struct Implementation {
    std::string name;
    std::string about;
    std::string url;
    std::vector<std::string> packages;
    Promises promises;
    std::map<std::string, Deviation> deviations;  ///< by rule
};

struct ConformanceFacts {
    std::string date;              ///< "2026-11-20T16:00:00Z"
    std::string holdfast_version;  ///< of this suite
    std::string command;           ///< repeats the gate
    std::string seed;
    /// None: the reference, which is asked at run time what it can do.
    std::optional<Implementation> implementation{};
};

/// Project and version of whatever was judged; "unknown" where nothing was.
std::pair<std::string, std::string> implementation_of(const std::vector<RuleRow>& rows);

/// Each profile with its core rules and its extended ones, whose features a system may lack; every
/// rule with what was measured; each rule that failed, with what the system's makers say of it.
std::string conformance_yaml(const std::vector<RuleRow>& rows, const ConformanceFacts& facts);

}  // namespace holdfast::harness::report
