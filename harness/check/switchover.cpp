// SPDX-License-Identifier: Apache-2.0
#include "harness/check/switchover.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/capture/flow_analysis.h"
#include "harness/check/disturbance.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::check {

namespace {

void judge_event(Findings& findings, const Recording& recording, const Move& move,
                 const std::string& service) {
    for (const auto& event : recording.index().system_events("VS_SWITCHOVER")) {
        if (event.content->object == service && event.at >= move.at && event.at <= move.until) {
            findings.saw(at_line("VS_SWITCHOVER " + service, event.line, event.at));
            return;
        }
    }
    findings.problem(fmt::format("no VS_SWITCHOVER was reported for {}", service),
                     {at_line(move.what, move.history_line, move.at)});
}

void judge_moved(Findings& findings, const Recording& recording, const Move& move,
                 const scenario::VirtualServiceSpec& service) {
    findings.occurred();
    const Duration bound = recording.scenario.budgets.failover;
    const auto& timeline = recording.index().ownership_of(service.vip);
    const auto claims = timeline.claims_between(move.at, move.until);
    const auto taken = std::find_if(claims.begin(), claims.end(),
                                    [&](const auto& claim) { return claim.node != move.engine; });
    if (taken == claims.end() || taken->at - move.at > bound ||
        timeline.owner_at(move.until) == move.engine) {
        findings.problem(fmt::format("{} was not moved away from {}", service.name, move.engine),
                         {at_line(move.what, move.history_line, move.at)});
        return;
    }
    findings.saw(at_packet(*taken));
    const auto stale = std::find_if(taken, claims.end(),
                                    [&](const auto& claim) { return claim.node == move.engine; });
    if (stale != claims.end()) {
        findings.problem(fmt::format("{} still answered for {} after {} had taken it", move.engine,
                                     service.name, taken->node),
                         {at_packet(*taken), at_packet(*stale)});
    }
    judge_event(findings, recording, move, service.name);
    for (const workload::ProbeFlow* flow : recording.index().flows_of(service.name)) {
        const auto time = capture::analyse(*flow, {move.at, move.until}).timestamp_based;
        if (time.value > Duration{}) {
            findings.measured(
                {"switchoverTime " + service.name, time.value, time.low, time.high, "TBM", bound});
        }
        if (time.low > bound) {
            findings.problem(fmt::format("{} was out for {} by the switchover", service.name,
                                         to_short_string(time.value)));
        }
    }
}

Verdict judge_switchover(const Recording& recording) {
    Findings findings("switchover moves exactly");
    for (const Move& move : switchovers_in(recording)) {
        for (const auto& service : recording.scenario.deployment.services) {
            const auto owner = recording.index().owner_of(service, move.at);
            if (owner == move.engine) {
                judge_moved(findings, recording, move, service);
            } else if (recording.index().owner_of(service, move.until) != owner) {
                findings.problem(fmt::format("{} was standby on {} and moved all the same",
                                             service.name, move.engine),
                                 {at_line(move.what, move.history_line, move.at)});
            }
        }
    }
    return std::move(findings).verdict("exactly the services of the engine moved to its peer");
}

/// The service that a successful POST asked to move; none: it was something else.
std::optional<std::string> switched_service(const PerformedOperation& performed) {
    const auto operation = scenario::parse_operation(performed.operation);
    const auto* post = operation ? std::get_if<scenario::PostAction>(&*operation) : nullptr;
    const bool switched = post != nullptr && post->collection == "virtualservice" &&
                          post->action == "switchover" && performed.completed &&
                          performed.outcome == history::OperationEvent::Type::ok;
    return switched ? std::optional(post->name) : std::nullopt;
}

Verdict judge_service_switchover(const Recording& recording) {
    Findings findings("service switchover moves one");
    for (const PerformedOperation& performed : recording.index().operations()) {
        const auto moved = switched_service(performed);
        if (!moved) {
            continue;
        }
        Move move{Move::Cause::switchover,
                  performed.invoked,
                  recording.index().next_disturbance(*performed.completed),
                  "",
                  performed.operation,
                  performed.history_line};
        for (const auto& service : recording.scenario.deployment.services) {
            move.engine = recording.index().owner_of(service, move.at).value_or("nobody");
            if (service.name == *moved) {
                judge_moved(findings, recording, move, service);
            } else {
                if (recording.index().owner_of(service, move.until) != move.engine) {
                    findings.problem(fmt::format("{} moved with {}", service.name, *moved),
                                     {at_line(move.what, move.history_line, move.at)});
                }
                find_disturbance(findings, recording, service.name, {move.at, move.until});
            }
        }
    }
    return std::move(findings).verdict("exactly the service that was named moved to the peer");
}

}  // namespace

Checker switchover_moves_exactly() {
    return {"switchover moves exactly", judge_switchover};
}
Checker service_switchover_moves_one() {
    return {"service switchover moves one", judge_service_switchover};
}

}  // namespace holdfast::harness::check
