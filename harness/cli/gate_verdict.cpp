// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/gate_verdict.h"

#include <algorithm>

#include "harness/cli/cli.h"

namespace holdfast::harness::cli {

using check::Outcome;
using report::RuleRow;

int exit_code_of(const std::vector<RuleRow>& rows) {
    const report::Counts counts = report::count(rows);
    if (counts.failed > 0) {
        return exit_fail;
    }
    // A rule that is INVALID in one world is not vouched for, even when it passed in the other.
    const bool doubt = std::any_of(rows.begin(), rows.end(), [](const RuleRow& row) {
        return (row.sim && row.sim->outcome == Outcome::invalid) ||
               (row.mininet && row.mininet->outcome == Outcome::invalid);
    });
    return doubt || counts.passed == 0 ? exit_invalid : exit_pass;
}

DefectVerdict judge_defect(const std::vector<RuleRow>& rows, const std::string& defect,
                           const std::vector<std::string>& promised) {
    std::string caught;
    std::string missed;
    for (const RuleRow& row : rows) {
        const bool promise = std::count(promised.begin(), promised.end(), row.rule) != 0;
        for (const auto& [result, world] :
             {std::pair(&row.sim, "simulation"), std::pair(&row.mininet, "Mininet")}) {
            if (!*result || (*result)->outcome == Outcome::skipped) {
                continue;
            }
            const std::string name = row.rule + " (" + world + ")";
            if ((*result)->outcome == Outcome::fail) {
                caught += (caught.empty() ? "" : ", ") + name;
            } else if (promise) {
                missed += (missed.empty() ? "" : ", ") + name + " says " +
                          check::to_string((*result)->outcome);
            }
        }
    }
    if (!missed.empty()) {
        return {exit_invalid, "!!! DEFECT " + defect + " WAS NOT CAUGHT by " + missed +
                                  (caught.empty() ? "" : "\ncaught by " + caught)};
    }
    if (caught.empty()) {
        return {exit_invalid, "!!! DEFECT " + defect + " was not judged by any rule"};
    }
    return {exit_fail, "defect " + defect + " caught by " + caught};
}

}  // namespace holdfast::harness::cli
