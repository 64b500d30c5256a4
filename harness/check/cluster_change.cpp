// SPDX-License-Identifier: Apache-2.0
#include "harness/check/cluster_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/check/disturbance.h"
#include "harness/check/engine_links.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/scenario/controllers.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::check {

namespace {

using Type = history::OperationEvent::Type;
using Names = std::set<std::string>;

/// A change of who the cluster is that was meant to be carried out, accepted or not.
struct Change {
    const PerformedOperation* performed = nullptr;
    Names before;
    Names after;
    Instant from;   ///< when it was accepted, or was asked for in vain
    Instant until;  ///< the next one, or the end
    Evidence where() const { return at_line(performed->operation, performed->history_line, from); }
};

std::optional<Names> asked_by(const PerformedOperation& performed) {
    const auto operation = scenario::parse_operation(performed.operation);
    if (!operation) {
        return std::nullopt;
    }
    const auto* change = std::get_if<scenario::ChangeMembers>(&*operation);
    if (change != nullptr && !change->route.refusal_expected) {
        return Names(change->controllers.begin(), change->controllers.end());
    }
    return std::nullopt;
}

std::vector<Change> changes_in(const Recording& recording) {
    std::vector<Change> changes;
    const auto deployed =
        scenario::controllers_of(recording.scenario.deployment, recording.topology);
    Names members(deployed.begin(), deployed.end());
    for (const PerformedOperation& performed : recording.index().operations()) {
        if (const auto asked = asked_by(performed)) {
            if (!changes.empty()) {
                changes.back().until = performed.invoked;
            }
            changes.push_back({&performed, members, *asked,
                               performed.completed.value_or(performed.invoked),
                               recording.index().end()});
            members = *asked;
        }
    }
    return changes;
}

Names names_in(const history::ClusterObserved& said) {
    Names names;
    for (const auto& node : said.nodes) {
        names.insert(node.name);
    }
    return names;
}

std::string listed(const Names& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

/// Whether a fault keeps it away at that time.
bool is_down(const Recording& recording, const std::string& controller, Instant at) {
    const auto& faults = recording.index().controller_faults();
    return std::any_of(faults.begin(), faults.end(), [&](const InjectedFault& fault) {
        return fault.at <= at && (!fault.healed || *fault.healed > at) &&
               std::count(fault.nodes.begin(), fault.nodes.end(), controller) != 0;
    });
}

std::string state_of(const Recording& recording, const Names& members, Instant at) {
    if (members.size() == 1) {
        return "CLUSTER_UP_NO_HA";
    }
    const bool all_up = std::none_of(members.begin(), members.end(), [&](const auto& member) {
        return is_down(recording, member, at);
    });
    return all_up ? "CLUSTER_UP_HA_ACTIVE" : "CLUSTER_UP_HA_COMPROMISED";
}

/// The first moment in [from, until) at which a leading member names just these.
const ClusterSpan* first_complete(const Recording& recording, const Names& members, Instant from,
                                  Instant until) {
    for (const ClusterSpan& span : recording.index().cluster()) {
        const bool in_time = span.until >= from && span.from < until;
        if (in_time && members.contains(span.said->asked) && span.said->leads() &&
            names_in(*span.said) == members &&
            span.said->cluster_state == state_of(recording, members, std::max(span.from, from))) {
            return &span;
        }
    }
    return nullptr;
}

/// After it was complete no leading member may name others.
void judge_stays(Findings& findings, const Recording& recording, const Names& members, Instant from,
                 Instant until) {
    for (const ClusterSpan& span : recording.index().cluster()) {
        if (span.from > from && span.from < until && members.contains(span.said->asked) &&
            span.said->leads() && names_in(*span.said) != members) {
            findings.problem(fmt::format("{} named {} as members instead of {}", span.said->asked,
                                         listed(names_in(*span.said)), listed(members)),
                             {at_line(span.said->asked + " says", span.history_line, span.from)});
        }
    }
}

/// Joins `members` within budgets.api_back of `from`, and stays.
void judge_becomes(Findings& findings, const Recording& recording, const Names& members,
                   const Change& change, Instant from) {
    const Duration bound = recording.scenario.budgets.api_back;
    if (change.performed->outcome != Type::ok && &members == &change.after) {
        findings.problem(fmt::format("'{}' was not accepted: {} {}", change.performed->operation,
                                     change.performed->status, change.performed->message),
                         {change.where()});
        return;
    }
    const ClusterSpan* span = first_complete(recording, members, from, change.until);
    if (span == nullptr) {
        findings.problem(
            fmt::format("no member named exactly {}, with {}, after '{}'", listed(members),
                        state_of(recording, members, change.until), change.performed->operation),
            {change.where()});
        return;
    }
    const Instant complete = std::max(span->from, from);
    const Duration took = complete - from;
    findings.measured({"changeTime", took, took, took, "runtime", bound});
    findings.saw(
        at_line(span->said->asked + " names " + listed(members), span->history_line, complete));
    if (took > bound) {
        findings.problem(fmt::format("the members were {} only {} after '{}'", listed(members),
                                     to_short_string(took), change.performed->operation),
                         {change.where()});
    }
    judge_stays(findings, recording, members, complete, change.until);
}

bool joined_by(const Recording& recording, const std::string& node, Instant from, Instant by) {
    const auto joined = recording.index().system_events("CONTROLLER_NODE_JOINED");
    return std::any_of(joined.begin(), joined.end(), [&](const auto& event) {
        return event.content->object == node && event.at >= from && event.at <= by;
    });
}

/// The fault that killed a member that was new with this change before it had joined.
std::optional<Instant> killed_midway(const Recording& recording, const Change& change) {
    for (const InjectedFault& fault : recording.index().controller_faults()) {
        for (const std::string& node : fault.nodes) {
            if (change.after.contains(node) && !change.before.contains(node) &&
                fault.at >= change.performed->invoked && fault.at < change.until &&
                first_complete(recording, change.after, change.from, fault.at) == nullptr &&
                !joined_by(recording, node, change.performed->invoked, fault.at)) {
                return fault.at;
            }
        }
    }
    return std::nullopt;
}

Verdict judge_members(const Recording& recording) {
    Findings findings("members as asked");
    for (const Change& change : changes_in(recording)) {
        if (!killed_midway(recording, change)) {
            findings.occurred();
            judge_becomes(findings, recording, change.after, change, change.from);
        }
    }
    return std::move(findings).verdict("the cluster became what was asked for, and stayed so");
}

/// What a member that led said last; null: none did.
const ClusterSpan* last_word(const Recording& recording, const Names& members) {
    const ClusterSpan* last = nullptr;
    for (const ClusterSpan& span : recording.index().cluster()) {
        if (members.contains(span.said->asked) && span.said->leads()) {
            last = &span;
        }
    }
    return last;
}

Verdict judge_taken_back(const Recording& recording) {
    Findings findings("failed change taken back");
    const Duration bound = recording.scenario.budgets.api_back;
    for (const Change& change : changes_in(recording)) {
        const auto killed = killed_midway(recording, change);
        if (!killed) {
            continue;
        }
        findings.occurred();
        const ClusterSpan* last = last_word(recording, change.before);
        const bool back = last != nullptr && names_in(*last->said) == change.before &&
                          last->said->cluster_state ==
                              state_of(recording, change.before, recording.index().end());
        if (!back || last->from - *killed > bound) {
            findings.problem(fmt::format("the members were not {} again within {}",
                                         listed(change.before), to_short_string(bound)),
                             {change.where()});
        }
        if (recording.index().system_events("CLUSTER_CONFIG_FAILED").empty()) {
            findings.problem("CLUSTER_CONFIG_FAILED was not reported", {change.where()});
        }
    }
    return std::move(findings).verdict("the previous members went on by themselves");
}

Verdict judge_services_kept(const Recording& recording) {
    Findings findings("services kept");
    const auto changes = changes_in(recording);
    for (const RuntimeSpan& span : recording.index().runtime()) {
        if (changes.empty() || span.to <= changes.front().from) {
            continue;
        }
        findings.occurred();
        for (const auto& service : recording.scenario.deployment.services) {
            if (span.service(service.name) == nullptr) {
                findings.problem(
                    fmt::format("the cluster knows nothing of {} any more", service.name),
                    {at_line("runtime", span.history_line, span.from)});
            }
        }
    }
    return std::move(findings).verdict("the cluster knew every service to the end");
}

/// Who was a member at some time and is none when the run ends.
Names former_members(const std::vector<Change>& changes) {
    Names former;
    for (const Change& change : changes) {
        former.insert(change.before.begin(), change.before.end());
    }
    for (const std::string& member : changes.back().after) {
        former.erase(member);
    }
    return former;
}

/// Requests about the cluster's services through somebody who left it before: refused, whoever
/// asks.
void judge_requests(Findings& findings, const Recording& recording, const Names& former,
                    Instant from) {
    for (const PerformedOperation& performed : recording.index().operations()) {
        const auto operation = scenario::parse_operation(performed.operation);
        const auto* gone =
            operation ? std::get_if<scenario::DeleteVirtualService>(&*operation) : nullptr;
        if (gone == nullptr || !former.contains(gone->route.through) || performed.invoked < from) {
            continue;
        }
        findings.occurred();
        if (performed.outcome == Type::ok) {
            findings.problem(
                fmt::format("{} still had {}", gone->route.through, gone->name),
                {at_line(performed.operation, performed.history_line, performed.invoked)});
        }
    }
}

Verdict judge_former(const Recording& recording) {
    Findings findings("former members are fresh");
    const auto changes = changes_in(recording);
    if (changes.empty()) {
        return std::move(findings).verdict("nobody left");
    }
    const Index& index = recording.index();
    const Names former = former_members(changes);
    for (const std::string& node : former) {
        const ClusterSpan* span = index.cluster_at(node, index.end());
        if (span == nullptr || !span->said->answered) {
            continue;
        }
        findings.occurred();
        if (span->said->cluster_state == "CLUSTER_DOWN") {
            findings.problem(
                fmt::format("{} is no member any more, and still takes itself for one", node),
                {at_line(node + " says", span->history_line, span->from)});
        }
        Names named = names_in(*span->said);
        named.erase(node);
        if (!named.empty()) {
            findings.problem(
                fmt::format("{} is no member any more, and still names {}", node, listed(named)),
                {at_line(node + " says", span->history_line, span->from)});
        }
    }
    judge_requests(findings, recording, former, changes.back().from);
    return std::move(findings).verdict("whoever left knows nothing of the cluster any more");
}

Verdict judge_phases(const Recording& recording) {
    const std::string passed =
        "100; Configuration is in progress; Inaccessible; Restoring; "
        "Waiting for Service Engines to connect; Ready";
    Findings findings("phases in order");
    for (const Change& change : changes_in(recording)) {
        if (killed_midway(recording, change)) {
            continue;
        }
        findings.occurred();
        std::string told;
        for (const ClusterSpan& span : recording.index().cluster()) {
            if (span.from >= change.performed->invoked && span.from < change.until &&
                change.after.contains(span.said->asked) && span.said->leads()) {
                told = span.said->progress;
            }
        }
        if (told != passed) {
            findings.problem(fmt::format("'{}' passed '{}'", change.performed->operation, told),
                             {change.where()});
        }
    }
    return std::move(findings).verdict("every change passed its phases in order");
}

Verdict judge_api_back(const Recording& recording) {
    Findings findings("API back after the change");
    const Duration bound = recording.scenario.budgets.api_back;
    for (const Change& change : changes_in(recording)) {
        findings.occurred();
        std::optional<Instant> back;
        for (const RecordedCall& recorded : recording.index().api_calls()) {
            const workload::ApiCall& call = *recorded.call;
            if (call.operation != workload::ApiCall::Operation::read && call.completed &&
                call.outcome == workload::ApiCall::Outcome::ok && call.invoked >= change.from) {
                back = back ? std::min(*back, *call.completed) : *call.completed;
            }
        }
        const Duration took = back.value_or(recording.index().end()) - change.from;
        findings.measured({"apiBackTime", took, took, took, "API", bound});
        if (!back || took > bound) {
            findings.problem(fmt::format("no write was acknowledged within {} after '{}'",
                                         to_short_string(bound), change.performed->operation),
                             {change.where()});
        }
    }
    return std::move(findings).verdict("writes were acknowledged again in time");
}

Verdict judge_engines(const Recording& recording) {
    Findings findings("engines reach every member");
    const auto changes = changes_in(recording);
    if (changes.empty()) {
        return std::move(findings).verdict("nothing was changed");
    }
    const auto links = open_engine_links(recording);
    for (const std::string& engine : recording.scenario.deployment.engines) {
        for (const std::string& member : changes.back().after) {
            findings.occurred();
            const auto link = links.find({engine, member});
            if (link == links.end()) {
                findings.problem(
                    fmt::format("{} has no connection to {} when the run ends", engine, member),
                    {changes.back().where()});
            } else {
                findings.saw(at_packet(member + " accepts " + engine, recording.topology.management,
                                       link->second.packet, link->second.opened));
            }
        }
    }
    return std::move(findings).verdict("every engine was connected to every member");
}

Verdict judge_disturbance(const Recording& recording) {
    Findings findings("changes disturb nothing");
    const auto changes = changes_in(recording);
    for (const auto& service : recording.scenario.deployment.services) {
        if (!changes.empty()) {
            findings.occurred();
            find_disturbance(findings, recording, service.name,
                             {changes.front().performed->invoked, recording.index().end()});
        }
    }
    return std::move(findings).verdict("no service felt a change of the members");
}

}  // namespace

Checker members_as_asked() {
    return {"members as asked", judge_members};
}
Checker failed_change_taken_back() {
    return {"failed change taken back", judge_taken_back};
}
Checker services_kept() {
    return {"services kept", judge_services_kept};
}
Checker former_members_are_fresh() {
    return {"former members are fresh", judge_former};
}
Checker phases_in_order() {
    return {"phases in order", judge_phases};
}
Checker api_back_after_change() {
    return {"API back after the change", judge_api_back};
}
Checker engines_reach_every_member() {
    return {"engines reach every member", judge_engines};
}
Checker changes_disturb_nothing() {
    return {"changes disturb nothing", judge_disturbance};
}

}  // namespace holdfast::harness::check
