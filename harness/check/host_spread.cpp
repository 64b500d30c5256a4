// SPDX-License-Identifier: Apache-2.0
#include "harness/check/host_spread.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/check/cloud_view.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

using Act = history::CloudActed::Act;

std::string host_of(const Recording& recording, const std::string& engine) {
    const topology::Host* host = recording.topology.host_of(engine);
    return host == nullptr ? "" : host->name;
}

bool permitted(const Recording& recording, const std::string& host) {
    const scenario::HostList& list = recording.scenario.deployment.group.vcenter_hosts;
    const bool listed = std::find(list.hosts.begin(), list.hosts.end(), host) != list.hosts.end();
    return list.include ? listed : !listed;
}

std::map<std::string, int> counts_by_host(const Recording& recording,
                                          const std::set<std::string>& engines) {
    std::map<std::string, int> counts;
    for (const std::string& engine : engines) {
        ++counts[host_of(recording, engine)];
    }
    return counts;
}

/// Hosts that may look bad to the controller: an engine of theirs is dead, or a start has failed.
std::set<std::string> doubtful_at(const Recording& recording, Instant at) {
    std::set<std::string> hosts;
    for (const InjectedFault& fault : recording.index().faults()) {
        for (const std::string& node : fault.nodes) {
            if (fault.began <= at && (!fault.healed || *fault.healed > at)) {
                hosts.insert(host_of(recording, node));
            }
        }
    }
    for (const FoundAct& refused : acts_of(recording, Act::refused)) {
        if (refused.at <= at) {
            hosts.insert(refused.content->host);
        }
    }
    return hosts;
}

void judge_choice(Findings& findings, const Recording& recording, const FoundAct& asked) {
    const Instant before = asked.at - 1ns;
    // Several are asked for in one breath, in whatever order: together they have to be even.
    std::set<std::string> members = members_at(recording, before);
    for (const FoundAct& together : acts_of(recording, Act::asked)) {
        if (together.at == asked.at) {
            members.insert(together.content->machine);
        }
    }
    auto counts = counts_by_host(recording, members);
    const std::set<std::string> doubtful = doubtful_at(recording, asked.at);
    findings.occurred();
    for (const std::string& machine : vacant_at(recording, before)) {
        const std::string host = host_of(recording, machine);
        if (members.contains(machine) || doubtful.contains(host) || !permitted(recording, host) ||
            counts[host] + 1 >= counts[asked.content->host]) {
            continue;
        }
        findings.problem(
            fmt::format("{} was asked for on {}, which has {} engines of the group with it; {} has "
                        "{} and room on {}",
                        asked.content->machine, asked.content->host, counts[asked.content->host],
                        host, counts[host], machine),
            {at_line("asked for " + asked.content->machine, asked.line, asked.at)});
        return;
    }
}

Verdict judge_spread(const Recording& recording) {
    Findings findings("engines spread over hosts");
    for (const FoundAct& asked : acts_of(recording, Act::asked)) {
        judge_choice(findings, recording, asked);
    }
    return std::move(findings).verdict("every engine was asked for on a host with the fewest");
}

Verdict judge_permitted(const Recording& recording) {
    Findings findings("hosts as permitted");
    for (const FoundAct& asked : acts_of(recording, Act::asked)) {
        findings.occurred();
        if (!permitted(recording, asked.content->host)) {
            findings.problem(
                fmt::format("{} was asked for on {}, which vcenter_hosts excludes",
                            asked.content->machine, asked.content->host),
                {at_line("asked for " + asked.content->machine, asked.line, asked.at)});
        }
    }
    return std::move(findings).verdict("every engine was asked for on a permitted host");
}

/// Who came back, or came to replace another one, is given nothing of what survivors have.
std::set<std::string> always_there(const Recording& recording, Instant at) {
    std::set<std::string> engines = living_at(recording, at);
    for (const MachineSpan& span : recording.index().machines()) {
        if (span.from > recording.index().faults_began()) {
            engines.erase(span.machine);
        }
    }
    for (const Return& back : returns_in(recording)) {
        if (back.at <= at) {
            engines.erase(back.engine);
        }
    }
    return engines;
}

void judge_spread_of(Findings& findings, const Recording& recording, const RuntimeSpan& span,
                     Instant at) {
    const auto hosts = counts_by_host(recording, always_there(recording, at));
    for (const auto& service : span.said->services) {
        const auto& list = service.se_list;
        if (list.size() < 2 || hosts.size() < list.size()) {
            continue;
        }
        findings.occurred();
        const auto used = counts_by_host(recording, {list.begin(), list.end()});
        if (used.size() < list.size()) {
            findings.problem(
                fmt::format("{} is on {}, on {} hosts only, and {} hosts have engines",
                            service.name, fmt::join(list, ", "), used.size(), hosts.size()),
                {at_line("runtime", span.history_line, span.from)});
        }
    }
}

Verdict judge_different_hosts(const Recording& recording) {
    Findings findings("instances on different hosts");
    for (const Span& settled : settled_spans(recording)) {
        const Instant at = settled.to - 1ns;
        if (const RuntimeSpan* said = recording.index().runtime_at(at)) {
            judge_spread_of(findings, recording, *said, at);
        }
    }
    return std::move(findings).verdict("instances of every service were on different hosts");
}

}  // namespace

Checker engines_spread_over_hosts() {
    return {"engines spread over hosts", judge_spread};
}
Checker hosts_as_permitted() {
    return {"hosts as permitted", judge_permitted};
}
Checker instances_on_different_hosts() {
    return {"instances on different hosts", judge_different_hosts};
}

}  // namespace holdfast::harness::check
