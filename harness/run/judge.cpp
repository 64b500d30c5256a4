// SPDX-License-Identifier: Apache-2.0
#include "harness/check/fidelity.h"
#include "harness/check/invariants.h"
#include "harness/run/run.h"

namespace holdfast::harness::run {

using check::Outcome;

Judgement judge(const Property* property, const check::Recording& recording) {
    Judgement judgement;
    judgement.verdicts.push_back(check::fidelity_gate().judge(recording));
    // A testbed that cannot vouch for itself outranks a FAIL: it may have made it.
    const bool vouched = judgement.verdicts.front().outcome != Outcome::invalid;
    // What ended before the quiet phase lacks the events that checkers ask for.
    if (recording.history.phase("quiet")) {
        if (property != nullptr) {
            for (const check::Checker& checker : property->checkers) {
                judgement.verdicts.push_back(checker.judge(recording));
            }
        }
        judgement.verdicts.push_back(check::single_owner().judge(recording));
        judgement.verdicts.push_back(check::placed_within_group().judge(recording));
    }
    for (const check::Verdict& verdict : judgement.verdicts) {
        judgement.outcome = check::worst(judgement.outcome, verdict.outcome);
    }
    const auto starved = check::starved(recording);
    if (!vouched) {
        judgement.outcome = Outcome::invalid;
    } else if (judgement.outcome == Outcome::fail && starved) {
        // Pauses delay and do nothing else: a PASS in spite of them stands.
        judgement.outcome = Outcome::invalid;
        judgement.verdicts.push_back(*starved);
    } else if (!recording.history.phase("quiet")) {
        judgement.outcome = Outcome::invalid;
        judgement.verdicts.push_back({Outcome::invalid, "run", "the run ended early", {}, {}, 0});
    }
    return judgement;
}

}  // namespace holdfast::harness::run
