// SPDX-License-Identifier: Apache-2.0
#include "harness/check/control_plane.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/scenario/controllers.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::check {

namespace {

using OperationType = history::OperationEvent::Type;

Evidence at_fault(const InjectedFault& fault) {
    return at_line(fault.name, fault.history_line, fault.at);
}

/// Whether the fault takes its nodes out of the cluster by itself.
bool takes_down(const InjectedFault& fault) {
    static const std::set<std::string> names = {"process_crash", "node_power_off", "graceful_stop",
                                                "pause",         "link_down",      "link_silent"};
    return names.contains(fault.name);
}

bool quorum_at(const Recording& recording, Instant at) {
    std::set<std::string> down;
    for (const InjectedFault& fault : recording.index().controller_faults()) {
        if (takes_down(fault) && fault.at <= at && (!fault.healed || *fault.healed > at)) {
            down.insert(fault.nodes.begin(), fault.nodes.end());
        }
    }
    std::size_t up = 0;
    const auto all = scenario::controllers_of(recording.scenario.deployment, recording.topology);
    for (const std::string& controller : all) {
        up += down.contains(controller) ? 0 : 1;
    }
    return 2 * up > all.size();
}

/// From when on the API has to come back: the fault, or the heal behind it that gives the quorum
/// back; none when it never comes back.
std::optional<Instant> due_from(const Recording& recording, const InjectedFault& fault) {
    std::vector<Instant> moments = {fault.at};
    for (const InjectedFault& other : recording.index().controller_faults()) {
        if (other.healed && *other.healed > fault.at) {
            moments.push_back(*other.healed);
        }
    }
    std::sort(moments.begin(), moments.end());
    const auto found = std::find_if(moments.begin(), moments.end(),
                                    [&](Instant at) { return quorum_at(recording, at); });
    return found == moments.end() ? std::nullopt : std::optional(*found);
}

const RecordedCall* first_write_after(const Index& index, Instant from) {
    const RecordedCall* first = nullptr;
    for (const RecordedCall& recorded : index.api_calls()) {
        const workload::ApiCall& call = *recorded.call;
        if (call.operation != workload::ApiCall::Operation::read && call.completed &&
            call.outcome == workload::ApiCall::Outcome::ok && call.invoked >= from &&
            (first == nullptr || *call.completed < *first->call->completed)) {
            first = &recorded;
        }
    }
    return first;
}

void judge_api_back(Findings& findings, const Recording& recording, const InjectedFault& fault) {
    const auto from = due_from(recording, fault);
    if (!from) {
        return;
    }
    findings.occurred();
    const Duration bound = recording.scenario.budgets.api_back;
    const RecordedCall* write = first_write_after(recording.index(), *from);
    if (write == nullptr && recording.index().end() - *from < bound) {
        findings.testbed_trouble(fmt::format("the run ended {} after {}, before the API was due",
                                             to_short_string(recording.index().end() - *from),
                                             fault.name));
        return;
    }
    const Duration took =
        write == nullptr ? recording.index().end() - *from : *write->call->completed - *from;
    if (write != nullptr) {
        findings.measured({"apiBackTime", took, write->call->invoked - *from, took, "API", bound});
        findings.saw(
            at_line("first acknowledged write", write->history_line, *write->call->completed));
    }
    if (write == nullptr || took > bound) {
        findings.problem(fmt::format("no write was acknowledged within {} after {}",
                                     to_short_string(bound), fault.name),
                         {at_fault(fault)});
    }
}

Verdict judge_back(const Recording& recording) {
    Findings findings("API back within budget");
    for (const InjectedFault& fault : recording.index().controller_faults()) {
        judge_api_back(findings, recording, fault);
    }
    return std::move(findings).verdict("writes were acknowledged again in time");
}

void judge_election(Findings& findings, const Recording& recording, const InjectedFault& fault,
                    const std::string& leader) {
    findings.occurred();
    const auto& cluster = recording.scenario.deployment.cluster;
    const Duration bound =
        cluster.detection_time() + 6 * cluster.heartbeat_period + noise_floor(recording);
    for (const ClusterSpan& span : recording.index().cluster()) {
        if (span.said->leads() && span.said->asked != leader && span.from > fault.at) {
            const Duration took = span.from - fault.at;
            findings.measured({"electionTime", took, took, took, "runtime", bound});
            findings.saw(at_line(span.said->asked + " leads", span.history_line, span.from));
            if (took > bound) {
                findings.problem(fmt::format("{} led only {} after {} of {}", span.said->asked,
                                             to_short_string(took), fault.name, leader),
                                 {at_fault(fault)});
            }
            return;
        }
    }
    findings.problem(fmt::format("nobody led after {} of {}", fault.name, leader),
                     {at_fault(fault)});
}

Verdict judge_elected(const Recording& recording) {
    Findings findings("leader elected in time");
    const Index& index = recording.index();
    for (const InjectedFault& fault : index.controller_faults()) {
        const auto leader = index.leader_at(fault.at);
        const bool hit = leader && std::count(fault.nodes.begin(), fault.nodes.end(), *leader) != 0;
        if (hit && takes_down(fault) && quorum_at(recording, fault.at)) {
            judge_election(findings, recording, fault, *leader);
        }
    }
    return std::move(findings).verdict("another controller led in time");
}

/// Names of the members, as the leader of that time told them.
std::set<std::string> members_at(const Index& index, Instant at) {
    std::set<std::string> members;
    if (const auto leader = index.leader_at(at)) {
        for (const auto& node : index.cluster_at(*leader, at)->said->nodes) {
            members.insert(node.name);
        }
    }
    return members;
}

void judge_refusal(Findings& findings, const Index& index, const PerformedOperation& operation) {
    const Evidence where = at_line(operation.operation, operation.history_line, operation.invoked);
    if (operation.outcome != OperationType::fail || operation.status < 400) {
        findings.problem(fmt::format("'{}' was not refused: {} {}", operation.operation,
                                     operation.status, operation.message),
                         {where});
    }
    // A member that vanished by another cause is still told of, only its state differs.
    const Instant until = index.next_disturbance(operation.invoked);
    if (members_at(index, operation.invoked) != members_at(index, until - 1ns)) {
        findings.problem(
            fmt::format("'{}' was refused, and yet the members changed", operation.operation),
            {where});
    }
}

Verdict judge_refused(const Recording& recording) {
    Findings findings("refused");
    for (const PerformedOperation& performed : recording.index().operations()) {
        const auto operation = scenario::parse_operation(performed.operation);
        const scenario::Route* route = operation ? scenario::route_of(*operation) : nullptr;
        if (route == nullptr) {
            continue;
        }
        findings.occurred();
        if (route->refusal_expected) {
            judge_refusal(findings, recording.index(), performed);
        } else if (performed.outcome != OperationType::ok) {
            findings.problem(
                fmt::format("'{}' was not accepted: {} {}", performed.operation, performed.status,
                            performed.message),
                {at_line(performed.operation, performed.history_line, performed.invoked)});
        }
    }
    return std::move(findings).verdict("what had to be refused was, and changed nothing");
}

}  // namespace

Checker api_back_within_budget() {
    return {"API back within budget", judge_back};
}
Checker leader_elected_in_time() {
    return {"leader elected in time", judge_elected};
}
Checker refused() {
    return {"refused", judge_refused};
}

}  // namespace holdfast::harness::check
