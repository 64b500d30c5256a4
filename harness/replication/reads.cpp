// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/check/findings.h"
#include "harness/replication/checkers.h"

namespace holdfast::harness::replication {
namespace {

using Outcome = effect::Answered::Outcome;

/// What everyone may rely on, growing as the history goes by: values acknowledged or read.
struct Known {
    std::size_t line = 0;  ///< of the acknowledgement, or of the first read that showed it
    Instant at;
};
using KnownValues = std::map<Value, Known>;

/// The oldest of what was known that the read does not show.
KnownValues::const_iterator first_missing(const KnownValues& known, std::size_t asked_line,
                                          const std::vector<Value>& read) {
    const std::set<Value> shown(read.begin(), read.end());
    return std::find_if(known.begin(), known.end(), [&](const auto& entry) {
        return entry.second.line < asked_line && !shown.contains(entry.first);
    });
}

}  // namespace

check::Verdict reads_never_go_back(const History& history) {
    check::Findings findings("reads_never_go_back");
    std::map<OperationId, std::size_t> asked_lines;
    for_each<event::Invoked>(history, [&](std::size_t line, Instant, const event::Invoked& e) {
        asked_lines[e.operation] = line;
    });
    KnownValues known;
    for_each<event::Completed>(history, [&](std::size_t line, Instant at, const auto& done) {
        if (done.outcome != Outcome::ok) {
            return;
        }
        if (done.kind == Operation::Kind::write) {
            known.try_emplace(done.value, Known{line, at});
            return;
        }
        findings.occurred();
        const std::size_t asked = asked_lines[done.operation];
        if (const auto missing = first_missing(known, asked, done.read); missing != known.end()) {
            findings.problem(
                fmt::format("the read answered by {} at {} does not show {}, which was known at {}",
                            to_string(*done.by), holdfast::to_string(at), missing->first,
                            holdfast::to_string(missing->second.at)),
                {check::at_line("known", missing->second.line, missing->second.at),
                 check::at_line("asked", asked, history[asked - 1].at),
                 check::at_line("answered", line, at)});
        }
        for (const Value value : done.read) {
            known.try_emplace(value, Known{line, at});
        }
    });
    return std::move(findings).verdict("every read shows what was known when it was asked");
}

}  // namespace holdfast::harness::replication
