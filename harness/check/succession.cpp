// SPDX-License-Identifier: Apache-2.0
#include "harness/check/succession.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/check/findings.h"
#include "harness/check/moves.h"
#include "harness/check/scaling_requests.h"

namespace holdfast::harness::check {

namespace {

using Names = std::vector<std::string>;

/// What the system showed of the service last; null: it never knew it.
const history::ServiceRuntime* shown_at(const Recording& recording, const std::string& service,
                                        Instant at) {
    const RuntimeSpan* span = recording.index().runtime_at(at);
    return span == nullptr ? nullptr : span->service(service);
}

/// The first claim by another node in this time.
std::optional<capture::Claim> follower(const capture::OwnershipTimeline& timeline,
                                       const std::string& old_owner, Instant from, Instant to) {
    const auto claims = timeline.claims_between(from, to);
    const auto other = std::find_if(claims.begin(), claims.end(),
                                    [&](const auto& claim) { return claim.node != old_owner; });
    return other == claims.end() ? std::nullopt : std::optional(*other);
}

/// The first engine behind the dead primary that lives; none: nobody is left.
std::optional<std::string> expected_follower(const Recording& recording, const Move& move,
                                             const history::ServiceRuntime& shown) {
    const Names alive = engines_alive_at(recording, move.at);
    for (const std::string& engine : shown.se_list) {
        if (engine != move.engine && is_in(alive, engine)) {
            return engine;
        }
    }
    return std::nullopt;
}

void judge_follower(Findings& findings, const Recording& recording, const Move& move,
                    const scenario::VirtualServiceSpec& service, const std::string& expected) {
    const auto& timeline = recording.index().ownership_of(service.vip);
    const Duration bound = recording.scenario.budgets.failover;
    const auto claim = follower(timeline, move.engine, move.at, move.until);
    const Evidence cause = at_line(move.what, move.history_line, move.at);
    findings.occurred();
    if (!claim) {
        findings.problem(
            fmt::format("nobody followed as primary of {} after {}", service.name, move.what),
            {cause});
        return;
    }
    const Duration took = claim->at - move.at;
    findings.measured({"follows " + service.name, took, took, took, "ARP", bound});
    if (claim->node != expected) {
        findings.problem(fmt::format("{} followed as primary of {}, the next in the list is {}",
                                     claim->node, service.name, expected),
                         {cause, at_packet(*claim)});
    } else if (took > bound) {
        findings.problem(
            fmt::format("{} followed as primary of {} {} after {}; the bound is {}", expected,
                        service.name, to_short_string(took), move.what, to_short_string(bound)),
            {cause, at_packet(*claim)});
    } else if (!timeline.first_announcement_of(expected, move.at)) {
        findings.problem(fmt::format("{} took {} without a gratuitous ARP", expected, service.name),
                         {at_packet(*claim)});
    } else {
        findings.saw(at_packet(*claim));
    }
}

Verdict judge_next_in_list_follows(const Recording& recording) {
    Findings findings("next in the list follows");
    for (const Move& move : failures_in(recording)) {
        if (move.until - move.at < recording.scenario.budgets.failover) {
            continue;  // disturbed again before the bound had passed: not judged
        }
        for (const auto& service : services_owned_by(recording, move.engine, move.at)) {
            const auto* shown = shown_at(recording, service.name, move.at);
            const auto expected =
                shown == nullptr ? std::nullopt : expected_follower(recording, move, *shown);
            if (expected) {
                judge_follower(findings, recording, move, service, *expected);
            }
        }
    }
    return std::move(findings).verdict("the next living engine of the list followed each time");
}

/// Times in which a fault held every controller.
std::vector<Span> without_controller(const Recording& recording) {
    const Index& index = recording.index();
    const auto holds_all = [&](const InjectedFault& fault) {
        const auto all = recording.topology.with_role(topology::NodeRole::controller);
        const Names& deployed = recording.scenario.deployment.cluster.controllers;
        return std::all_of(all.begin(), all.end(), [&](const auto* node) {
            const bool runs = deployed.empty() || is_in(deployed, node->name);
            return !runs || is_in(fault.nodes, node->name);
        });
    };
    std::vector<Span> spans;
    for (const InjectedFault& fault : index.controller_faults()) {
        if (holds_all(fault)) {
            spans.push_back({fault.at, fault.healed.value_or(index.end())});
        }
    }
    return spans;
}

void judge_waits(Findings& findings, const Recording& recording, const Span& alone,
                 const Move& move, const scenario::VirtualServiceSpec& service) {
    const auto& timeline = recording.index().ownership_of(service.vip);
    const Evidence cause = at_line(move.what, move.history_line, move.at);
    findings.occurred();
    if (const auto claim = follower(timeline, move.engine, move.at, alone.to)) {
        findings.problem(fmt::format("{} took {} while no controller could be reached", claim->node,
                                     service.name),
                         {cause, at_packet(*claim)});
    }
    // Whoever has a standby or a secondary does not need its own engine back.
    const auto* shown = shown_at(recording, service.name, move.at);
    const bool has_another =
        shown != nullptr && (!shown->standby.empty() || shown->se_list.size() > 1);
    const auto after = timeline.claims_between(alone.to, recording.index().end());
    if (after.empty()) {
        findings.problem(
            fmt::format("nobody took {} after a controller had returned", service.name), {cause});
    } else if (has_another && after.front().node == move.engine) {
        findings.problem(fmt::format("{} waited for {} to return, although another engine was "
                                     "there and a controller had returned",
                                     service.name, move.engine),
                         {cause, at_packet(after.front())});
    } else {
        findings.saw(at_packet(after.front()));
    }
}

Verdict judge_nobody_follows(const Recording& recording) {
    Findings findings("nobody follows without a controller");
    for (const Span& alone : without_controller(recording)) {
        for (const Move& move : failures_in(recording)) {
            if (!alone.contains(move.at)) {
                continue;
            }
            for (const auto& service : services_owned_by(recording, move.engine, move.at)) {
                judge_waits(findings, recording, alone, move, service);
            }
        }
    }
    return std::move(findings).verdict("nobody took a VIP before a controller had returned");
}

Verdict judge_silence_moves_nothing(const Recording& recording) {
    Findings findings("silence alone moves nothing");
    const Index& index = recording.index();
    for (const InjectedFault& fault : index.engine_faults({"heartbeats_lost"})) {
        const Instant until = index.next_disturbance(fault.at);
        for (const auto& [address, timeline] : index.ownership()) {
            const auto owner = timeline.owner_at(fault.at);
            if (!owner || !is_in(fault.nodes, *owner)) {
                continue;
            }
            findings.occurred();
            if (const auto claim = follower(timeline, *owner, fault.at, until)) {
                findings.problem(
                    fmt::format("{} took {} from the living {}, whose heartbeats alone were lost",
                                claim->node, to_string(address), *owner),
                    {at_line(fault.name, fault.history_line, fault.at), at_packet(*claim)});
            }
        }
    }
    return std::move(findings).verdict("nobody took a VIP because of lost heartbeats alone");
}

void judge_change(Findings& findings, const history::ServiceRuntime& before,
                  const history::ServiceRuntime& after, const Evidence& where) {
    if (before.se_list == after.se_list) {
        return;
    }
    if (after.se_list_version <= before.se_list_version) {
        findings.problem(fmt::format("the list of {} changed, its version went from {} to {}",
                                     after.name, before.se_list_version, after.se_list_version),
                         {where});
    }
    bool newcomer_seen = false;
    for (const std::string& engine : after.se_list) {
        const bool newcomer = !is_in(before.se_list, engine);
        if (!newcomer && newcomer_seen) {
            findings.problem(
                fmt::format("{} stands behind a newcomer in the list of {}", engine, after.name),
                {where});
        }
        if (newcomer && !before.se_list.empty()) {
            findings.occurred();
        }
        newcomer_seen = newcomer_seen || newcomer;
    }
}

Verdict judge_newcomers_come_last(const Recording& recording) {
    Findings findings("newcomers come last");
    std::map<std::string, const history::ServiceRuntime*> last;
    for (const RuntimeSpan& span : recording.index().runtime()) {
        for (const history::ServiceRuntime& service : span.said->services) {
            if (const auto* before = last[service.name]) {
                judge_change(findings, *before, service,
                             at_line("runtime", span.history_line, span.from));
            }
            last[service.name] = &service;
        }
    }
    return std::move(findings).verdict("newcomers stood at the end of a list with a new version");
}

}  // namespace

Checker next_in_list_follows() {
    return {"next in the list follows", judge_next_in_list_follows};
}
Checker nobody_follows_without_controller() {
    return {"nobody follows without a controller", judge_nobody_follows};
}
Checker silence_alone_moves_nothing() {
    return {"silence alone moves nothing", judge_silence_moves_nothing};
}
Checker newcomers_come_last() {
    return {"newcomers come last", judge_newcomers_come_last};
}

}  // namespace holdfast::harness::check
