// SPDX-License-Identifier: Apache-2.0
#include "harness/report/judged.h"

#include <fmt/format.h>

#include <map>

namespace holdfast::harness::report {

using check::Outcome;

namespace {

int severity(Outcome outcome) {
    switch (outcome) {
        case Outcome::fail:
            return 3;
        case Outcome::invalid:
            return 2;
        case Outcome::pass:
            return 1;
        case Outcome::skipped:
            return 0;
    }
    return 0;
}

/// What a checker's occurrences are; of others, plain times.
std::string unit_of(const std::string& checker) {
    static const std::map<std::string, std::string> units = {
        {"linearizable configuration", "objects"},
        {"acknowledged writes survive", "acknowledged writes"},
        {"leader elected in time", "losses of the leader"},
        {"API back within budget", "faults"},
        {"one cluster IP owner", "intervals of ownership in the captures"},
        {"one leader accepts writes", "times of leadership"},
        {"never disturbed", "services under a fault"},
    };
    const auto found = units.find(checker);
    return found == units.end() ? "times" : found->second;
}

}  // namespace

bool is_worse(Outcome a, Outcome b) {
    return severity(a) > severity(b);
}

void add(Judged& judged, const check::Verdict& verdict) {
    judged.occurrences += verdict.occurrences;
    judged.cases += verdict.occurrences > 0 ? 1 : 0;
    if (is_worse(verdict.outcome, judged.outcome)) {
        judged.outcome = verdict.outcome;
        judged.said = verdict.reason;
    }
}

std::string to_string(const Judged& judged) {
    return fmt::format("{} {}: {} {}; {}", check::to_string(judged.outcome), judged.checker,
                       judged.occurrences, unit_of(judged.checker), judged.said);
}

}  // namespace holdfast::harness::report
