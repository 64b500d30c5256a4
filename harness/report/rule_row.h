// SPDX-License-Identifier: Apache-2.0
// One line of the gate's table: a rule with its results in both worlds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/rule_result.h"

namespace holdfast::harness::report {

struct RuleRow {
    std::string rule;
    std::string sentence;
    std::string source;
    std::optional<RuleResult> sim;  ///< none: that world was not asked for
    std::optional<RuleResult> mininet;
    std::string profile{};  ///< the set of rules that it belongs to: "cluster"
    /// Capabilities that it needs beyond those of every system of its profile; none: a core rule.
    std::vector<std::string> features{};
};

/// FAIL before INVALID before PASS; SKIPPED when nothing was judged.
check::Outcome overall(const RuleRow& row);

struct Counts {
    int passed = 0;
    int failed = 0;
    int invalid = 0;
    int skipped = 0;
};
Counts count(const std::vector<RuleRow>& rows);

}  // namespace holdfast::harness::report
