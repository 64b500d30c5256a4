// SPDX-License-Identifier: Apache-2.0
// From rows to the gate's last word.
#pragma once

#include <string>
#include <vector>

#include "harness/report/rule_row.h"

namespace holdfast::harness::cli {

/// FAIL: 1; otherwise INVALID, or nothing judged at all: 2; otherwise 0.
int exit_code_of(const std::vector<report::RuleRow>& rows);

struct DefectVerdict {
    int exit_code = 0;
    std::string sentence;
};

/// Every rule that promises to catch the defect has to FAIL in each world that judged it. Then the
/// exit code is 1, as for any system that fails; a promise that was not kept gives 2.
DefectVerdict judge_defect(const std::vector<report::RuleRow>& rows, const std::string& defect,
                           const std::vector<std::string>& promised);

}  // namespace holdfast::harness::cli
