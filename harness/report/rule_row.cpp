// SPDX-License-Identifier: Apache-2.0
#include "harness/report/rule_row.h"

namespace holdfast::harness::report {

using check::Outcome;

Outcome overall(const RuleRow& row) {
    bool any[4] = {};
    for (const auto* result : {&row.sim, &row.mininet}) {
        if (*result) {
            any[static_cast<int>((*result)->outcome)] = true;
        }
    }
    for (const Outcome outcome : {Outcome::fail, Outcome::invalid, Outcome::pass}) {
        if (any[static_cast<int>(outcome)]) {
            return outcome;
        }
    }
    return Outcome::skipped;
}

Counts count(const std::vector<RuleRow>& rows) {
    Counts counts;
    for (const RuleRow& row : rows) {
        switch (overall(row)) {
            case Outcome::pass:
                ++counts.passed;
                break;
            case Outcome::fail:
                ++counts.failed;
                break;
            case Outcome::invalid:
                ++counts.invalid;
                break;
            case Outcome::skipped:
                ++counts.skipped;
                break;
        }
    }
    return counts;
}

}  // namespace holdfast::harness::report
