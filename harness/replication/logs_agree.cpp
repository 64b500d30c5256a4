// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "harness/check/findings.h"
#include "harness/replication/checkers.h"

namespace holdfast::harness::replication {

check::Verdict logs_agree(const History& history) {
    struct First {
        event::Applied applied;
        std::size_t line = 0;
        Instant at;
    };
    check::Findings findings("logs_agree");
    std::map<std::size_t, First> by_position;
    for_each<event::Applied>(history, [&](std::size_t line, Instant at,
                                          const event::Applied& applied) {
        findings.occurred();
        const auto [found, is_first] =
            by_position.try_emplace(applied.position, First{applied, line, at});
        const First& first = found->second;
        if (!is_first && first.applied.value != applied.value) {
            findings.problem(
                fmt::format("number {} is {} in the log of {} and {} in that of {}",
                            applied.position, first.applied.value, to_string(first.applied.member),
                            applied.value, to_string(applied.member)),
                {check::at_line("applied first", first.line, first.at),
                 check::at_line("applied differently", line, at)});
        }
    });
    return std::move(findings).verdict("every log is the beginning of the longest");
}

}  // namespace holdfast::harness::replication
