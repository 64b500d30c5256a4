// SPDX-License-Identifier: Apache-2.0
#include "harness/check/leadership.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/scenario/controllers.h"

namespace holdfast::harness::check {

namespace {

Evidence at_span(const ClusterSpan& span) {
    const std::string what = span.said->leads()
                                 ? span.said->asked + " says that it leads"
                                 : span.said->asked + " says " + span.said->cluster_state;
    return at_line(what, span.history_line, span.from);
}

std::vector<ClusterSpan> leaderships(const Index& index) {
    std::vector<ClusterSpan> spans;
    std::copy_if(index.cluster().begin(), index.cluster().end(), std::back_inserter(spans),
                 [](const ClusterSpan& span) { return span.said->leads(); });
    return spans;
}

void judge_two_leaders(Findings& findings, const Recording& recording) {
    const std::vector<ClusterSpan> spans = leaderships(recording.index());
    findings.occurred(static_cast<int>(spans.size()));
    for (std::size_t i = 0; i < spans.size(); ++i) {
        for (std::size_t j = i + 1; j < spans.size(); ++j) {
            const ClusterSpan& a = spans[i];
            const ClusterSpan& b = spans[j];
            const Instant from = std::max(a.from, b.from);
            const Instant until = std::min(a.until, b.until);
            if (a.said->asked != b.said->asked && from < until) {
                findings.problem(fmt::format("{} and {} both led for {}", a.said->asked,
                                             b.said->asked, to_short_string(until - from)),
                                 {at_span(a), at_span(b)});
            }
        }
    }
}

/// The controllers of one side of a partition: named ones, and "leader" is the only one that hit
/// nodes have beside all that are named.
std::set<std::string> controllers_on(const std::vector<faults::Target>& side,
                                     const std::vector<faults::Target>& other,
                                     const InjectedFault& fault, const Index& index) {
    std::set<std::string> named;
    std::set<std::string> all_named;
    bool leader = false;
    for (const auto* targets : {&side, &other}) {
        for (const faults::Target& target : *targets) {
            if (target.role == faults::Target::Role::node) {
                all_named.insert(target.argument);
                if (targets == &side && index.is_controller(target.argument)) {
                    named.insert(target.argument);
                }
            }
        }
    }
    leader = std::any_of(side.begin(), side.end(), [](const auto& target) {
        return target.role == faults::Target::Role::leader;
    });
    for (const std::string& node : fault.nodes) {
        if (leader && index.is_controller(node) && !all_named.contains(node)) {
            named.insert(node);
        }
    }
    return named;
}

/// A write that was asked for and acknowledged through `cut_off` while it was cut off.
void judge_writes_of(Findings& findings, const Recording& recording, const InjectedFault& fault,
                     const std::set<std::string>& cut_off) {
    const Index& index = recording.index();
    const Instant until = fault.healed.value_or(index.end());
    for (const RecordedCall& recorded : index.api_calls()) {
        const workload::ApiCall& call = *recorded.call;
        const bool acknowledged = call.operation != workload::ApiCall::Operation::read &&
                                  call.outcome == workload::ApiCall::Outcome::ok;
        if (acknowledged && cut_off.contains(call.through) && call.invoked >= fault.at &&
            call.completed && *call.completed < until) {
            findings.problem(
                fmt::format("{} acknowledged a write of {} while it was cut off from the majority",
                            call.through, call.object),
                {at_line(fault.name, fault.history_line, fault.at),
                 at_line("acknowledged write", recorded.history_line, call.invoked)});
        }
    }
}

void judge_minorities(Findings& findings, const Recording& recording) {
    const auto& schedule = recording.scenario.schedule;
    const std::size_t all =
        scenario::controllers_of(recording.scenario.deployment, recording.topology).size();
    for (const InjectedFault& fault : recording.index().faults()) {
        const auto* partition = fault.index < schedule.size()
                                    ? std::get_if<faults::Partition>(&schedule[fault.index].fault)
                                    : nullptr;
        if (partition == nullptr || partition->one_way) {
            continue;
        }
        const auto a =
            controllers_on(partition->side_a, partition->side_b, fault, recording.index());
        const auto b =
            controllers_on(partition->side_b, partition->side_a, fault, recording.index());
        // Who is on neither side is reached by both.
        const std::size_t reached_by_a = all - b.size();
        const std::size_t reached_by_b = all - a.size();
        if (!b.empty() && 2 * reached_by_a <= all) {
            judge_writes_of(findings, recording, fault, a);
        }
        if (!a.empty() && 2 * reached_by_b <= all) {
            judge_writes_of(findings, recording, fault, b);
        }
    }
}

Verdict judge_one_leader(const Recording& recording) {
    Findings findings("one leader accepts writes");
    judge_two_leaders(findings, recording);
    judge_minorities(findings, recording);
    return std::move(findings).verdict("at every instant at most one controller led");
}

Verdict judge_states(const Recording& recording, const std::vector<std::string>& states) {
    Findings findings("cluster state sequence");
    const Index& index = recording.index();
    std::map<std::string, std::vector<std::string>> seen;
    std::size_t most = 0;
    for (const ClusterSpan& span : index.cluster()) {
        auto& matched = seen[span.said->asked];
        const bool counts = span.said->answered && span.until >= index.faults_began();
        if (counts && matched.size() < states.size() &&
            span.said->cluster_state == states[matched.size()]) {
            matched.push_back(span.said->cluster_state);
            findings.saw(at_span(span));
            most = std::max(most, matched.size());
        }
    }
    findings.occurred(static_cast<int>(index.faults().size() + index.operations().size()));
    if (most < states.size()) {
        findings.problem(fmt::format("no controller went through {}: {} was never reached",
                                     fmt::join(states, ", "), states[most]));
    }
    return std::move(findings).verdict(fmt::format("{}", fmt::join(states, ", ")));
}

Verdict judge_leader_stays(const Recording& recording) {
    Findings findings("leader never changes");
    const Index& index = recording.index();
    const auto first = index.leader_at(index.faults_began());
    findings.occurred(static_cast<int>(index.faults().size() + index.operations().size()));
    if (!first) {
        findings.testbed_trouble("nobody led before the first fault");
    }
    for (const ClusterSpan& span : leaderships(index)) {
        if (first && span.from >= index.faults_began() && span.said->asked != *first) {
            findings.problem(fmt::format("{} leads, who did not", span.said->asked),
                             {at_span(span)});
        }
    }
    return std::move(findings).verdict("the leader stayed the leader");
}

}  // namespace

Checker one_leader_accepts_writes() {
    return {"one leader accepts writes", judge_one_leader};
}
Checker cluster_state_sequence(std::vector<std::string> states) {
    return {"cluster state sequence", [states = std::move(states)](const Recording& recording) {
                return judge_states(recording, states);
            }};
}
Checker leader_never_changes() {
    return {"leader never changes", judge_leader_stays};
}

}  // namespace holdfast::harness::check
