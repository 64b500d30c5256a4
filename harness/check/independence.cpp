// SPDX-License-Identifier: Apache-2.0
#include "harness/check/independence.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/findings.h"
#include "harness/check/moves.h"
#include "harness/scenario/controllers.h"

namespace holdfast::harness::check {

namespace {

/// So many engines a service of this group shall be on.
std::size_t wanted_engines(const scenario::Deployment& deployment,
                           const scenario::SeGroupSpec& group) {
    const std::size_t wanted = group.legacy() ? 2 : group.min_scaleout_per_vs;
    return std::min(wanted, deployment.engines_in(group.name).size());
}

void judge_controllers(Findings& findings, const Recording& recording) {
    const Index& index = recording.index();
    const bool redundant =
        scenario::controllers_of(recording.scenario.deployment, recording.topology).size() > 1;
    for (const InjectedFault& fault : index.controller_faults()) {
        if (fault.name != "process_crash" || !fault.healed) {
            continue;
        }
        findings.occurred();
        const auto leader = index.leader_at(*fault.healed - 1ns);
        const bool another = leader && *leader != fault.nodes.front();
        if (another != redundant) {
            findings.problem(
                fmt::format("{} when {} came back, {}", another ? *leader + " led" : "nobody led",
                            fault.nodes.front(),
                            redundant ? "although the cluster has three controllers"
                                      : "although it is the only controller"),
                {at_line(fault.name, fault.history_line, fault.at)});
        }
    }
}

void judge_engine_of(Findings& findings, const Recording& recording, const Move& move,
                     const scenario::VirtualServiceSpec& service) {
    const auto& deployment = recording.scenario.deployment;
    const scenario::SeGroupSpec& group = *deployment.find_group(service.se_group);
    const bool redundant = wanted_engines(deployment, group) > 1;
    const auto& timeline = recording.index().ownership_of(service.vip);
    const auto claims = timeline.claims_between(move.at, move.until);
    const auto taker = std::find_if(claims.begin(), claims.end(),
                                    [&](const auto& claim) { return claim.node != move.engine; });
    const Evidence cause = at_line(move.what, move.history_line, move.at);
    findings.occurred();
    if (!redundant && taker != claims.end()) {
        findings.problem(fmt::format("{} took {} of SE group {}, which has no second engine",
                                     taker->node, service.name, group.name),
                         {cause, at_packet(*taker)});
    } else if (redundant && taker == claims.end()) {
        findings.problem(fmt::format("nobody took {} after {}", service.name, move.what), {cause});
    } else if (redundant && taker->at - move.at > recording.scenario.budgets.failover) {
        findings.problem(fmt::format("{} took {} only {} after {}", taker->node, service.name,
                                     to_short_string(taker->at - move.at), move.what),
                         {cause, at_packet(*taker)});
    }
}

Verdict judge_as_redundant(const Recording& recording) {
    Findings findings("as redundant as configured");
    judge_controllers(findings, recording);
    for (const Move& move : failures_in(recording)) {
        if (move.until - move.at < recording.scenario.budgets.failover) {
            continue;  // disturbed again before the bound had passed: not judged
        }
        for (const auto& service : services_owned_by(recording, move.engine, move.at)) {
            judge_engine_of(findings, recording, move, service);
        }
    }
    return std::move(findings).verdict(
        "controllers and SE groups were each as redundant as set up");
}

void judge_place(Findings& findings, const Recording& recording, const RuntimeSpan& runtime,
                 const scenario::VirtualServiceSpec& service, Instant at) {
    const auto& deployment = recording.scenario.deployment;
    const scenario::SeGroupSpec& group = *deployment.find_group(service.se_group);
    const std::size_t wanted = wanted_engines(deployment, group);
    const auto* shown = runtime.service(service.name);
    const Evidence where = at_line("runtime", runtime.history_line, runtime.from);
    findings.occurred();
    if (shown == nullptr || shown->active.size() != 1) {
        findings.problem(fmt::format("{} has no one active engine", service.name), {where});
        return;
    }
    if (shown->standby.size() + 1 != wanted) {
        findings.problem(fmt::format("{} of SE group {} is on {} engines, expected {}",
                                     service.name, group.name, shown->standby.size() + 1, wanted),
                         {where});
    }
    if (group.legacy() != shown->se_list.empty()) {
        findings.problem(fmt::format("{} of SE group {} has a list of {} engines", service.name,
                                     group.name, shown->se_list.size()),
                         {where});
    }
    const auto owner = recording.index().owner_of(service, at);
    if (owner != shown->active.front()) {
        findings.problem(fmt::format("{} is called active for {}, but {} owns its VIP on the wire",
                                     shown->active.front(), service.name, owner.value_or("nobody")),
                         {where});
    }
}

Verdict judge_placed_as_said(const Recording& recording) {
    Findings findings("placed as the group says");
    for (const Span& span : settled_spans(recording)) {
        // At the end of a settled time everything that was still arriving has arrived.
        const Instant at = span.to - 1ns;
        const RuntimeSpan* runtime = recording.index().runtime_at(at);
        for (const auto& service : recording.scenario.deployment.services) {
            if (runtime != nullptr) {
                judge_place(findings, recording, *runtime, service, at);
            }
        }
    }
    return std::move(findings).verdict("every service was placed as the mode of its group says");
}

}  // namespace

Checker as_redundant_as_configured() {
    return {"as redundant as configured", judge_as_redundant};
}
Checker placed_as_the_group_says() {
    return {"placed as the group says", judge_placed_as_said};
}

}  // namespace holdfast::harness::check
