// SPDX-License-Identifier: Apache-2.0
// The gate's worker processes: `holdfast-properties` for one rule in one world, each telling its
// result in JSON lines. They end with the gate, however it ends.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/cli/child.h"
#include "harness/report/rule_result.h"

namespace holdfast::harness::cli {

struct WorkerPlan {
    std::string program;  ///< path of holdfast-properties
    std::string suite;    ///< "Simulation" or "Mininet"
    std::string world;    ///< "sim" or "mininet"
    std::vector<std::string> rules;
    int jobs = 1;                                    ///< workers of this plan side by side
    std::map<std::string, std::string> environment;  ///< HOLDFAST_SEED and so on
    std::string folder;  ///< for the result file and the workers' logs; exists
};

using ResultsByRule = std::map<std::string, report::RuleResult>;

/// A result for every rule: one whose worker died is INVALID with the reason. `tell` gets each line
/// as it comes, also those of rules that only began. An Error when a worker could not be started,
/// ended without a word, or an interrupt came.
Result<ResultsByRule> run_workers(const WorkerPlan& plan,
                                  const std::function<void(const report::RuleResult&)>& tell);

/// "LEG-6" is the test LEG_6 of the suite: test names know no dash.
std::string test_name(const std::string& rule);

}  // namespace holdfast::harness::cli
