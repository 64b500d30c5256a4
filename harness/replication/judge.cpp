// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "harness/replication/checkers.h"

namespace holdfast::harness::replication {

std::vector<check::Verdict> judge(const History& history) {
    return {no_acknowledged_write_lost(history), logs_agree(history),
            one_leader_a_term(history),          reads_never_go_back(history),
            refused_writes_stay_out(history),    members_come_back(history)};
}

check::Outcome outcome_of(const std::vector<check::Verdict>& verdicts) {
    const auto any = [&](check::Outcome outcome) {
        return std::any_of(verdicts.begin(), verdicts.end(),
                           [&](const check::Verdict& v) { return v.outcome == outcome; });
    };
    if (any(check::Outcome::fail)) {
        return check::Outcome::fail;
    }
    return any(check::Outcome::invalid) ? check::Outcome::invalid : check::Outcome::pass;
}

}  // namespace holdfast::harness::replication
