// SPDX-License-Identifier: Apache-2.0
#include "harness/check/takeover.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/capture/flow_analysis.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

/// The flow of the service that was out for longest.
capture::FlowAnalysis worst_flow(const Recording& recording, const std::string& service,
                                 Instant from, Instant to) {
    capture::FlowAnalysis worst;
    for (const workload::ProbeFlow* flow : recording.index().flows_of(service)) {
        const auto analysis = capture::analyse(*flow, {from, to});
        if (analysis.timestamp_based.value >= worst.timestamp_based.value) {
            worst = analysis;
        }
    }
    return worst;
}

void measure_failover(Findings& findings, const Recording& recording, const Move& move,
                      const scenario::VirtualServiceSpec& service) {
    const Duration bound = recording.scenario.budgets.failover;
    const capture::FlowAnalysis worst =
        worst_flow(recording, service.name, move.at, move.until - on_its_way_max);
    const auto& time = worst.timestamp_based;
    findings.measured(
        {"failoverTime " + service.name, time.value, time.low, time.high, "TBM", bound});
    if (worst.first_impaired && !worst.recovered) {
        findings.problem(fmt::format("{} did not answer again in the {} after {}", service.name,
                                     to_short_string(move.until - move.at), move.what),
                         {at_line(move.what, move.history_line, move.at)});
    } else if (time.low > bound) {
        findings.problem(
            fmt::format("{} was out for {} after {}; the bound is {}", service.name,
                        to_short_string(time.value), move.what, to_short_string(bound)),
            {at_line(move.what, move.history_line, move.at)});
    }
}

void judge_takeover_of(Findings& findings, const Recording& recording, const Move& move,
                       const scenario::VirtualServiceSpec& service) {
    const auto& timeline = recording.index().ownership_of(service.vip);
    const auto claims = timeline.claims_between(move.at, move.until);
    const auto taker = std::find_if(claims.begin(), claims.end(),
                                    [&](const auto& claim) { return claim.node != move.engine; });
    findings.occurred();
    if (taker == claims.end()) {
        findings.problem(
            fmt::format("nobody took over {} ({}) in the {} after {}", service.name,
                        to_string(service.vip), to_short_string(move.until - move.at), move.what),
            {at_line(move.what, move.history_line, move.at)});
        return;
    }
    findings.saw(at_packet(timeline.first_announcement_of(taker->node, move.at).value_or(*taker)));
    measure_failover(findings, recording, move, service);
}

void measure_detection(Findings& findings, const Recording& recording, const Move& move) {
    for (const auto& down : recording.index().system_events("SE_DOWN")) {
        if (down.content->object == move.engine && down.at >= move.at && down.at <= move.until) {
            const Duration value = down.at - move.at;
            findings.measured(
                {"detection " + move.engine, value, value, value, "event", std::nullopt});
            return;
        }
    }
}

Verdict judge_takeovers(const Recording& recording, const std::string& name,
                        const std::vector<Move>& moves) {
    Findings findings(name);
    const Duration bound = recording.scenario.budgets.failover;
    for (const Move& move : moves) {
        if (move.until - move.at < bound) {
            continue;  // disturbed again before the bound had passed: not judged
        }
        measure_detection(findings, recording, move);
        for (const auto& service : services_owned_by(recording, move.engine, move.at)) {
            judge_takeover_of(findings, recording, move, service);
        }
    }
    return std::move(findings).verdict(
        "every service of the failed engine was taken over within the bound");
}

Verdict judge_everything_on_survivor(const Recording& recording) {
    Findings findings("everything on the survivor");
    for (const Move& move : failures_in(recording)) {
        const auto alive = engines_alive_at(recording, move.at);
        if (alive.size() != 1 || move.until - move.at < recording.scenario.budgets.failover) {
            continue;
        }
        findings.occurred();
        for (const auto& service : recording.scenario.deployment.services) {
            const auto owner = recording.index().owner_of(service, move.until);
            if (owner != alive.front()) {
                findings.problem(fmt::format("{} was last owned by {}, not by the survivor {}",
                                             service.name, owner.value_or("nobody"), alive.front()),
                                 {at_line(move.what, move.history_line, move.at)});
            }
        }
    }
    return std::move(findings).verdict("after the failure the survivor owned every service");
}

}  // namespace

Checker survivor_takes_over() {
    return {"survivor takes over", [](const Recording& recording) {
                return judge_takeovers(recording, "survivor takes over", failures_in(recording));
            }};
}
Checker peer_serves_instead() {
    return {"peer serves instead", [](const Recording& recording) {
                return judge_takeovers(recording, "peer serves instead",
                                       moves_after(recording, {"link_down"}));
            }};
}
Checker everything_on_survivor() {
    return {"everything on the survivor", judge_everything_on_survivor};
}

}  // namespace holdfast::harness::check
