// SPDX-License-Identifier: Apache-2.0
// What one checker of a rule found over all its cases: how much it judged, and what it said.
#pragma once

#include <string>

#include "harness/check/verdict.h"

namespace holdfast::harness::report {

struct Judged {
    std::string checker;
    check::Outcome outcome = check::Outcome::skipped;  ///< the worst; skipped: never asked
    int occurrences = 0;                               ///< summed over the cases
    int cases = 0;                                     ///< in which it occurred
    std::string said;                                  ///< its reason in the worst case
    bool operator==(const Judged&) const = default;
};

/// FAIL outranks INVALID over many runs, other than inside one (run::judge): a FAIL on a sound
/// testbed stands. Then PASS, then SKIPPED.
bool is_worse(check::Outcome a, check::Outcome b);

void add(Judged& judged, const check::Verdict& verdict);

/// "PASS one cluster IP owner: 104 intervals of ownership in the captures; no two of them ..."
std::string to_string(const Judged& judged);

}  // namespace holdfast::harness::report
