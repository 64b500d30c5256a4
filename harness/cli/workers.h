// SPDX-License-Identifier: Apache-2.0
// The gate's worker processes: `holdfast-properties`, sharded, each telling its results in JSON
// lines. They end with the gate, however it ends.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/report/rule_result.h"

namespace holdfast::harness::cli {

struct WorkerPlan {
    std::string program;  ///< path of holdfast-properties
    std::string suite;    ///< "Simulation" or "Mininet"
    std::string world;    ///< "sim" or "mininet"
    std::vector<std::string> rules;
    int jobs = 1;
    std::map<std::string, std::string> environment;  ///< HOLDFAST_SEED and so on
    std::string folder;  ///< for the result file and the workers' logs; exists
};

/// A result for every rule of the plan: a rule whose worker died is INVALID with the reason.
/// `tell` gets each line as it comes, also those of rules that only began.
/// An Error when no worker could be started or an interrupt came.
Result<std::map<std::string, report::RuleResult>> run_workers(
    const WorkerPlan& plan, const std::function<void(const report::RuleResult&)>& tell);

/// "LEG-6" is the test LEG_6 of the suite: test names know no dash.
std::string test_name(const std::string& rule);

/// A program beside this one.
std::string sibling_program(const std::string& name);

}  // namespace holdfast::harness::cli
