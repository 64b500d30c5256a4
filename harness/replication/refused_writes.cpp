// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "harness/check/findings.h"
#include "harness/replication/checkers.h"

namespace holdfast::harness::replication {

check::Verdict refused_writes_stay_out(const History& history) {
    struct Refusal {
        std::size_t line = 0;
        Instant at;
    };
    check::Findings findings("refused_writes_stay_out");
    std::map<Value, Refusal> refused;
    for_each<event::Completed>(history, [&](std::size_t line, Instant at, const auto& done) {
        if (done.kind == Operation::Kind::write &&
            done.outcome == effect::Answered::Outcome::fail) {
            findings.occurred();
            refused[done.value] = {line, at};
        }
    });
    for_each<event::Applied>(history, [&](std::size_t line, Instant at, const auto& applied) {
        if (const auto found = refused.find(applied.value); found != refused.end()) {
            findings.problem(fmt::format("write {} was refused, and {} applies it", applied.value,
                                         to_string(applied.member)),
                             {check::at_line("refused", found->second.line, found->second.at),
                              check::at_line("applied", line, at)});
        }
    });
    return std::move(findings).verdict("no refused write was applied");
}

}  // namespace holdfast::harness::replication
