// SPDX-License-Identifier: Apache-2.0
#include "harness/check/creation.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/check/cloud_view.h"
#include "harness/check/engine_count.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/scenario/cluster_time.h"

namespace holdfast::harness::check {

namespace {

using Act = history::CloudActed::Act;

// Whoever drives the cloud looks every 40 ms, and the answer takes as long; the rest is room for a
// busy machine.
constexpr Duration looks_within = 300ms;

Evidence at_act(const std::string& what, const FoundAct& found) {
    return at_line(what + " " + found.content->machine, found.line, found.at);
}

/// A time as configured, give or take what the testbed adds.
void judge_delay(Findings& findings, const Recording& recording, const std::string& what,
                 Duration took, Duration configured, std::vector<Evidence> evidence) {
    const Duration most = configured + looks_within + noise_floor(recording);
    findings.occurred();
    findings.measured({what, took, took, took, "event", most});
    if (took < configured - looks_within || took > most) {
        findings.problem(fmt::format("{} took {}, configured are {}", what, to_short_string(took),
                                     to_short_string(configured)),
                         std::move(evidence));
    }
}

std::optional<FoundAct> next_asked(const Recording& recording, Instant after) {
    for (const FoundAct& asked : acts_of(recording, Act::asked)) {
        if (asked.at > after) {
            return asked;
        }
    }
    return std::nullopt;
}

bool had_another_host(const Recording& recording, const FoundAct& failed) {
    const auto vacant = vacant_at(recording, failed.at);
    return std::any_of(vacant.begin(), vacant.end(), [&](const std::string& machine) {
        const topology::Host* host = recording.topology.host_of(machine);
        return host != nullptr && host->name != failed.content->host;
    });
}

void judge_refused(Findings& findings, const Recording& recording) {
    const Duration interval = recording.scenario.deployment.cloud.se_spawn_retry_interval;
    std::optional<Instant> last;
    for (const FoundAct& refused : acts_of(recording, Act::refused)) {
        if (last == refused.at) {
            continue;  // two in one breath have one retry
        }
        last = refused.at;
        const auto again = next_asked(recording, refused.at);
        if (!again && refused.at + interval + looks_within > recording.index().end()) {
            continue;
        }
        if (!again) {
            findings.occurred();
            findings.problem(
                "the refused start of " + refused.content->machine + " was never tried again",
                {at_act("refused", refused)});
            continue;
        }
        judge_delay(findings, recording, "retry after the refusal of " + refused.content->machine,
                    again->at - refused.at, interval,
                    {at_act("refused", refused), at_act("asked for", *again)});
        if (again->content->host == refused.content->host && had_another_host(recording, refused)) {
            findings.problem(again->content->machine + " was asked for on the host that refused",
                             {at_act("asked for", *again)});
        }
    }
}

void judge_hung(Findings& findings, const Recording& recording) {
    const scenario::CloudSpec& cloud = recording.scenario.deployment.cloud;
    for (const auto& timeout : recording.index().system_events("CREATE_SE_TIMEOUT")) {
        const auto asked = acts_of(recording, Act::asked);
        const auto same = std::find_if(asked.rbegin(), asked.rend(), [&](const FoundAct& found) {
            return found.content->machine == timeout.content->object && found.at < timeout.at;
        });
        if (same == asked.rend()) {
            continue;
        }
        judge_delay(
            findings, recording, "giving up " + timeout.content->object, timeout.at - same->at,
            cloud.se_create_timeout,
            {at_act("asked for", *same), at_line("CREATE_SE_TIMEOUT", timeout.line, timeout.at)});
        if (const auto again = next_asked(recording, timeout.at)) {
            judge_delay(findings, recording, "retry after " + timeout.content->object,
                        again->at - timeout.at, cloud.se_spawn_retry_interval,
                        {at_act("asked for", *again)});
        }
    }
}

Verdict judge_failed_starts(const Recording& recording) {
    Findings findings("failed starts are made good");
    judge_refused(findings, recording);
    judge_hung(findings, recording);
    return std::move(findings).verdict("failed starts were given up and tried again in time");
}

Verdict judge_no_host(const Recording& recording) {
    Findings findings("lack of hosts is reported");
    const Duration interval = recording.scenario.deployment.cloud.se_spawn_retry_interval;
    std::optional<Instant> last;
    for (const auto& event : recording.index().system_events("NO_HOST_AVAIL")) {
        const Evidence where = at_line("NO_HOST_AVAIL", event.line, event.at);
        if (last) {
            judge_delay(findings, recording, "the next try", event.at - *last, interval, {where});
        }
        last = event.at;
    }
    const Duration since = last ? recording.index().end() - *last : 0ns;
    if (!last || since > interval + looks_within + noise_floor(recording)) {
        findings.occurred();
        findings.problem(last ? "NO_HOST_AVAIL was not reported again for " + to_short_string(since)
                              : "NO_HOST_AVAIL was never reported");
    }
    return std::move(findings).verdict("NO_HOST_AVAIL was reported at each try");
}

Verdict judge_awaiting(const Recording& recording, const std::string& service) {
    Findings findings("awaiting service is reported");
    const Duration timeout = recording.scenario.deployment.cloud.vs_awaiting_se_timeout;
    for (const PerformedOperation& done : recording.index().operations()) {
        if (!done.operation.starts_with("create_virtual_service " + service + " ") ||
            !done.completed || done.outcome != history::OperationEvent::Type::ok) {
            continue;
        }
        const Evidence created = at_line(done.operation, done.history_line, done.invoked);
        bool told = false;
        for (const auto& event : recording.index().system_events("VS_AWAITING_SE")) {
            if (event.content->object == service) {
                told = true;
                judge_delay(findings, recording, "VS_AWAITING_SE of " + service,
                            event.at - *done.completed, timeout,
                            {created, at_line("VS_AWAITING_SE", event.line, event.at)});
            }
        }
        if (!told) {
            findings.occurred();
            findings.problem("VS_AWAITING_SE of " + service + " was never reported", {created});
        }
    }
    return std::move(findings).verdict("VS_AWAITING_SE came in time");
}

/// What changed last before `at`: an engine, an operation, a fault.
Instant last_change(const Recording& recording, Instant at) {
    const Index& index = recording.index();
    Instant last = index.begin();
    const auto consider = [&](Instant when) { last = when < at ? std::max(last, when) : last; };
    for (const MachineSpan& span : index.machines()) {
        consider(span.from);
    }
    for (const PerformedOperation& done : index.operations()) {
        consider(done.completed.value_or(done.invoked));
    }
    for (const InjectedFault& fault : index.faults()) {
        consider(fault.healed.value_or(fault.at));
    }
    return last;
}

bool carried_something(const Recording& recording, const std::string& machine, Instant at) {
    const RuntimeSpan* said = recording.index().runtime_at(at);
    return said != nullptr &&
           std::any_of(
               said->said->services.begin(), said->said->services.end(), [&](const auto& service) {
                   return std::count(service.se_list.begin(), service.se_list.end(), machine) != 0;
               });
}

Verdict judge_idle(const Recording& recording) {
    Findings findings("idle engine is taken away");
    const Index& index = recording.index();
    const auto& deployment = recording.scenario.deployment;
    const bool never = deployment.group.se_deprovision_delay == 0;
    const Duration delay =
        deployment.group.se_deprovision_delay * scenario::scaled_minute(deployment.cluster);
    for (const FoundAct& removed : acts_of(recording, Act::told_to_remove)) {
        const Instant changed = last_change(recording, removed.at);
        findings.occurred();
        if (never) {
            findings.problem(removed.content->machine + " was taken away, and none shall ever be",
                             {at_act("taken away", removed)});
        }
        if (carried_something(recording, removed.content->machine, removed.at - looks_within)) {
            findings.problem(removed.content->machine + " was taken away with services on it",
                             {at_act("taken away", removed)});
        }
        if (removed.at - changed < delay - looks_within) {
            findings.problem(
                fmt::format("{} was taken away {} after the last change, {} are "
                            "configured",
                            removed.content->machine, to_short_string(removed.at - changed),
                            to_short_string(delay)),
                {at_act("taken away", removed)});
        }
    }
    const auto needed = needed_engines(deployment, services_at(recording, index.end()).size(),
                                       deployment.group.buffer_se);
    const auto living = living_at(recording, index.end() - 1ns);
    const Duration quiet = index.end() - last_change(recording, index.end());
    findings.occurred(never ? 1 : 0);
    if (!never && quiet > delay + looks_within &&
        living.size() > std::max(needed.least, deployment.engines.size())) {
        findings.occurred();
        findings.problem(fmt::format("{} engines are there {} after the last change, {} are needed",
                                     living.size(), to_short_string(quiet), needed.least));
    }
    return std::move(findings).verdict("idle engines were taken away in time, and no others");
}

}  // namespace

Checker failed_starts_are_made_good() {
    return {"failed starts are made good", judge_failed_starts};
}
Checker lack_of_hosts_is_reported() {
    return {"lack of hosts is reported", judge_no_host};
}
Checker awaiting_service_is_reported(std::string service) {
    return {"awaiting service is reported",
            [name = std::move(service)](const Recording& r) { return judge_awaiting(r, name); }};
}
Checker idle_engine_is_taken_away() {
    return {"idle engine is taken away", judge_idle};
}

}  // namespace holdfast::harness::check
