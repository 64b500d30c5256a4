// SPDX-License-Identifier: Apache-2.0
#include "harness/check/outbound.h"

#include <fmt/format.h>

#include "harness/capture/flow_analysis.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

void judge_outbound_flow(Findings& findings, const Recording& recording, const Move& move,
                         const workload::ProbeFlow& flow) {
    findings.occurred();
    const Duration bound = recording.scenario.budgets.failover;
    const Evidence cause = at_line(move.what, move.history_line, move.at);
    const auto analysis = capture::analyse(flow, {move.at, move.until - on_its_way_max});
    const auto& out = analysis.timestamp_based;
    const std::string name = fmt::format("outbound flow {} of {}", flow.id, to_string(flow.source));
    findings.measured({name, out.value, out.low, out.high, "TBM", bound});
    if (analysis.first_impaired && !analysis.recovered) {
        findings.problem(fmt::format("{} was not answered again in the {} after {}", name,
                                     to_short_string(move.until - move.at), move.what),
                         {cause});
    } else if (out.low > bound) {
        findings.problem(fmt::format("{} was out for {} after {}; the bound is {}", name,
                                     to_short_string(out.value), move.what, to_short_string(bound)),
                         {cause});
    }
}

Verdict judge_outbound(const Recording& recording) {
    Findings findings("servers stay connected");
    for (const Move& move : failures_in(recording)) {
        if (move.until - move.at < recording.scenario.budgets.failover ||
            services_owned_by(recording, move.engine, move.at).empty()) {
            continue;
        }
        for (const auto* flow : recording.index().flows_of(workload::outbound_service)) {
            judge_outbound_flow(findings, recording, move, *flow);
        }
    }
    return std::move(findings).verdict("servers reached the client again within the bound");
}

}  // namespace

Checker servers_stay_connected() {
    return {"servers stay connected", judge_outbound};
}

}  // namespace holdfast::harness::check
