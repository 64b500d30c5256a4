// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/check/findings.h"
#include "harness/replication/checkers.h"

namespace holdfast::harness::replication {

check::Verdict members_come_back(const History& history) {
    check::Findings findings("members_come_back");
    for_each<event::Settled>(history,
                             [&](std::size_t, Instant, const auto&) { findings.occurred(); });
    for_each<event::NotSettled>(history, [&](std::size_t line, Instant at, const auto& e) {
        findings.testbed_trouble(
            fmt::format("some member has applied nothing new {} after all was healed",
                        holdfast::to_string(e.limit)),
            {check::at_line("given up", line, at)});
    });
    return std::move(findings).verdict(
        "every member has applied what was written after the faults");
}

}  // namespace holdfast::harness::replication
