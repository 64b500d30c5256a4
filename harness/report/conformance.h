// SPDX-License-Identifier: Apache-2.0
// The conformance report: the shape of Kubernetes Gateway API's reports, with a section that says
// how to reproduce it.
#pragma once

#include <string>
#include <vector>

#include "harness/report/rule_row.h"

namespace holdfast::harness::report {

struct ConformanceFacts {
    std::string date;              ///< "2026-11-20T16:00:00Z"
    std::string holdfast_version;  ///< of this suite
    std::string command;           ///< repeats the gate
    std::string seed;
};

std::string conformance_yaml(const std::vector<RuleRow>& rows, const ConformanceFacts& facts);

}  // namespace holdfast::harness::report
