// SPDX-License-Identifier: Apache-2.0
#include "harness/check/stability.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

// A question may go unanswered on a busy machine; five in a row may not (the same count ends a
// tenure).
constexpr int questions_unanswered_max = 5;

void judge_return(Findings& findings, const Recording& recording, const Return& back) {
    const Instant until = recording.index().next_disturbance(back.at);
    const Evidence where = at_line("return of " + back.engine, back.history_line, back.at);
    for (const auto& [address, timeline] : recording.index().ownership()) {
        if (timeline.owner_at(back.at) == back.engine) {
            continue;  // nobody else had it while the engine was away
        }
        for (const auto& claim : timeline.claims_between(back.at, until)) {
            if (claim.node == back.engine) {
                findings.problem(
                    fmt::format("{} returned and claimed {} from {}", back.engine,
                                to_string(address), timeline.owner_at(back.at).value_or("nobody")),
                    {where, at_packet(claim)});
                break;
            }
        }
    }
}

Verdict judge_nothing_moves_back(const Recording& recording) {
    Findings findings("nothing moves to the returned engine");
    for (const Return& back : returns_in(recording)) {
        findings.occurred();
        judge_return(findings, recording, back);
    }
    return std::move(findings).verdict("the returned engine claimed nothing");
}

Verdict judge_owners_never_change(const Recording& recording) {
    Findings findings("owners never change");
    const Index& index = recording.index();
    findings.occurred(static_cast<int>(index.faults().size()));
    const Duration patience =
        std::max(questions_unanswered_max * recording.scenario.workload.arp_probe_interval,
                 noise_floor(recording));
    for (const auto& [address, timeline] : index.ownership()) {
        const auto owner = timeline.owner_at(index.faults_began());
        if (!owner) {
            continue;
        }
        for (const auto& claim : timeline.claims_between(index.faults_began(), index.end())) {
            if (claim.node != *owner) {
                findings.problem(
                    fmt::format("{} moved from {} to {}", to_string(address), *owner, claim.node),
                    {at_packet(claim)});
                break;
            }
        }
        for (const auto& gap : timeline.gaps(index.faults_began(), index.end())) {
            if (gap.length() > patience) {
                findings.problem(fmt::format("nobody answered for {} for {}", to_string(address),
                                             to_short_string(gap.length())));
            }
        }
    }
    for (const auto& down : index.system_events("SE_DOWN")) {
        if (down.at >= index.faults_began()) {
            findings.problem(fmt::format("{} was declared down", down.content->object),
                             {at_line("SE_DOWN", down.line, down.at)});
        }
    }
    return std::move(findings).verdict("every address kept its owner");
}

}  // namespace

Checker nothing_moves_to_returned_engine() {
    return {"nothing moves to the returned engine", judge_nothing_moves_back};
}
Checker owners_never_change() {
    return {"owners never change", judge_owners_never_change};
}

}  // namespace holdfast::harness::check
