// SPDX-License-Identifier: Apache-2.0
#include "harness/check/announced.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

// An announcement is meant to beat the first stale packet. One observer interval of resolution and
// the scheduling of a busy machine stay well below this.
constexpr Duration announcement_after_claim_max = 200ms;

void judge_address(Findings& findings, const Recording& recording, const Move& move,
                   const capture::OwnershipTimeline& timeline) {
    findings.occurred();
    const std::string address = to_string(timeline.address());
    const Evidence cause = at_line(move.what, move.history_line, move.at);
    const auto claims = timeline.claims_between(move.at, move.until);
    const auto first = std::find_if(claims.begin(), claims.end(),
                                    [&](const auto& claim) { return claim.node != move.engine; });
    const Duration bound = recording.scenario.budgets.failover;
    if (first == claims.end() || first->at - move.at > bound) {
        findings.problem(fmt::format("{} was not taken over within {} after {}", address,
                                     to_short_string(bound), move.what),
                         {cause});
        return;
    }
    const auto announcement = timeline.first_announcement_of(first->node, move.at);
    if (!announcement || announcement->at - first->at > announcement_after_claim_max) {
        findings.problem(fmt::format("{} took {} without a gratuitous ARP within {}", first->node,
                                     address, to_short_string(announcement_after_claim_max)),
                         {cause, at_packet(*first)});
        return;
    }
    findings.saw(at_packet(*announcement));
    const Duration claimed = announcement->at - move.at;
    findings.measured({"claim " + address, claimed, claimed, claimed, "capture", bound});
}

Verdict judge_announced(const Recording& recording) {
    Findings findings("moved addresses are announced");
    for (const Move& move : moves_in(recording)) {
        if (move.until - move.at < recording.scenario.budgets.failover) {
            continue;
        }
        for (const auto& [address, timeline] : recording.index().ownership()) {
            if (timeline.owner_at(move.at) == move.engine) {
                judge_address(findings, recording, move, timeline);
            }
        }
    }
    return std::move(findings).verdict("every address that moved was announced by its new owner");
}

}  // namespace

Checker moved_addresses_announced() {
    return {"moved addresses are announced", judge_announced};
}

}  // namespace holdfast::harness::check
