// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "harness/check/findings.h"
#include "harness/replication/checkers.h"

namespace holdfast::harness::replication {

check::Verdict one_leader_a_term(const History& history) {
    struct First {
        Member member;
        std::size_t line = 0;
        Instant at;
    };
    check::Findings findings("one_leader_a_term");
    std::map<Term, First> leaders;
    for_each<event::LeadershipChanged>(history, [&](std::size_t line, Instant at,
                                                    const event::LeadershipChanged& change) {
        if (!change.now.leads) {
            return;
        }
        findings.occurred();
        const auto [found, is_first] =
            leaders.try_emplace(change.now.term, First{change.member, line, at});
        const First& first = found->second;
        if (!is_first && first.member != change.member) {
            findings.problem(fmt::format("{} and {} both lead in term {}", to_string(first.member),
                                         to_string(change.member), change.now.term),
                             {check::at_line("leads", first.line, first.at),
                              check::at_line("leads too", line, at)});
        }
    });
    return std::move(findings).verdict("no term had two leaders");
}

}  // namespace holdfast::harness::replication
