// SPDX-License-Identifier: Apache-2.0
#include "harness/check/controller_liveness.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/scenario/controllers.h"

namespace holdfast::harness::check {

namespace {

constexpr const char* left_event = "CONTROLLER_NODE_LEFT";

Evidence at_fault(const InjectedFault& fault) {
    return at_line(fault.name, fault.history_line, fault.at);
}

Verdict judge_state_of_size(const Recording& recording) {
    Findings findings("state tells the size");
    const Index& index = recording.index();
    const auto controllers =
        scenario::controllers_of(recording.scenario.deployment, recording.topology);
    const std::string expected =
        controllers.size() == 1 ? "CLUSTER_UP_NO_HA" : "CLUSTER_UP_HA_ACTIVE";
    for (const std::string& controller : controllers) {
        for (const Instant when : {index.faults_began(), index.end()}) {
            const ClusterSpan* span = index.cluster_at(controller, when);
            const std::string said = span == nullptr ? "nothing" : span->said->cluster_state;
            findings.occurred();
            if (said != expected) {
                findings.problem(fmt::format("{} of {} said '{}' at {}, not {}", controller,
                                             controllers.size(), said, to_string(when), expected));
            } else {
                findings.saw(at_line(controller + " says " + said, span->history_line, span->from));
            }
        }
    }
    return std::move(findings).verdict("every controller said " + expected);
}

/// The first report that this controller left, from `from` on.
const history::History::Found<history::SystemEvent>* first_left(
    const std::vector<history::History::Found<history::SystemEvent>>& events,
    const std::string& node, Instant from) {
    const auto found = std::find_if(events.begin(), events.end(), [&](const auto& event) {
        return event.content->object == node && event.at >= from;
    });
    return found == events.end() ? nullptr : &*found;
}

void judge_silence(Findings& findings, const Recording& recording, const InjectedFault& fault,
                   const std::string& node) {
    const auto& cluster = recording.scenario.deployment.cluster;
    const Duration period = cluster.heartbeat_period;
    const Duration low = cluster.detection_time() - period;
    const Duration high = cluster.detection_time() + period + noise_floor(recording);
    const Instant over = fault.healed.value_or(recording.index().end());
    const Duration silent = over - fault.at;
    const auto events = recording.index().system_events(left_event);
    const auto* left = first_left(events, node, fault.at);
    // The last heartbeat before it may be one period old, so of a silence between these two it
    // cannot be said how many were missed.
    if (silent < low) {
        findings.occurred();
        if (left != nullptr && left->at <= over + period) {
            findings.problem(fmt::format("{} was called gone after a silence of {}; {} heartbeats "
                                         "of {} may be missed",
                                         node, to_short_string(silent),
                                         cluster.heartbeat_miss_limit - 1, to_short_string(period)),
                             {at_fault(fault), at_line(left_event, left->line, left->at)});
        }
    } else if (silent > high) {
        findings.occurred();
        if (left == nullptr || left->at > over) {
            findings.problem(fmt::format("{} was silent for {} and never called gone", node,
                                         to_short_string(silent)),
                             {at_fault(fault)});
            return;
        }
        const Duration took = left->at - fault.at;
        findings.measured({"detection " + node, took, took, took, "event", high});
        if (took < low || took > high) {
            findings.problem(
                fmt::format("{} was called gone after {}, outside [{}, {}]", node,
                            to_short_string(took), to_short_string(low), to_short_string(high)),
                {at_fault(fault), at_line(left_event, left->line, left->at)});
        }
    }
}

Verdict judge_missed_heartbeats(const Recording& recording) {
    Findings findings("down after missed heartbeats");
    for (const InjectedFault& fault : recording.index().controller_faults()) {
        for (const std::string& node : fault.nodes) {
            judge_silence(findings, recording, fault, node);
        }
    }
    return std::move(findings).verdict("as many heartbeats were missed as the limit says");
}

void judge_return_of(Findings& findings, const Index& index, const InjectedFault& fault,
                     const std::string& old_leader) {
    const Instant back = *fault.healed;
    const auto successor = index.leader_at(back);
    if (!successor || *successor == old_leader) {
        return;  // nobody took over: it had nothing to come back to
    }
    findings.occurred();
    for (const ClusterSpan& span : index.cluster()) {
        if (span.said->leads() && span.from >= back && span.said->asked != *successor) {
            findings.problem(fmt::format("{} led when {} returned, but then {} leads", *successor,
                                         old_leader, span.said->asked),
                             {at_fault(fault), at_line("its word", span.history_line, span.from)});
            return;
        }
    }
    const ClusterSpan* last = index.cluster_at(old_leader, index.end());
    if (last == nullptr || !last->said->answered) {
        findings.problem(old_leader + " did not come back", {at_fault(fault)});
    } else {
        findings.saw(at_line(old_leader + " follows", last->history_line, last->from));
    }
}

Verdict judge_returned_leader(const Recording& recording) {
    Findings findings("returned leader follows");
    const Index& index = recording.index();
    for (const InjectedFault& fault : index.controller_faults()) {
        const auto leader = index.leader_at(fault.at);
        const bool hit = leader && std::count(fault.nodes.begin(), fault.nodes.end(), *leader) > 0;
        if (hit && fault.healed && *fault.healed < index.end()) {
            judge_return_of(findings, index, fault, *leader);
        }
    }
    return std::move(findings).verdict("leadership did not move back");
}

}  // namespace

Checker state_tells_size() {
    return {"state tells the size", judge_state_of_size};
}
Checker down_after_missed_heartbeats() {
    return {"down after missed heartbeats", judge_missed_heartbeats};
}
Checker returned_leader_follows() {
    return {"returned leader follows", judge_returned_leader};
}

}  // namespace holdfast::harness::check
