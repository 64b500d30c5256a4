// SPDX-License-Identifier: Apache-2.0
#include "harness/check/events.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

Verdict judge_reported(const Recording& recording, const std::vector<std::string>& ids,
                       Duration limit) {
    Findings findings("reported");
    for (const InjectedFault& fault : recording.index().faults()) {
        findings.occurred();
        bool found = false;
        for (const std::string& id : ids) {
            for (const auto& event : recording.index().system_events(id)) {
                if (!found && event.at >= fault.at && event.at - fault.at <= limit) {
                    findings.saw(at_line(id + " " + event.content->object, event.line, event.at));
                    found = true;
                }
            }
        }
        if (!found) {
            findings.problem(fmt::format("none of {} was reported within {} after {}",
                                         fmt::join(ids, ", "), to_short_string(limit), fault.name),
                             {at_line(fault.name, fault.history_line, fault.at)});
        }
    }
    return std::move(findings).verdict(fmt::format("{} was reported", fmt::join(ids, " or ")));
}

Verdict judge_never_reported(const Recording& recording, const std::vector<std::string>& ids) {
    Findings findings("never reported");
    const Index& index = recording.index();
    findings.occurred(static_cast<int>(index.faults().size()));
    for (const std::string& id : ids) {
        for (const auto& event : index.system_events(id)) {
            if (event.at >= index.faults_began()) {
                findings.problem(fmt::format("{} was reported for {}: {}", id,
                                             event.content->object, event.content->description),
                                 {at_line(id, event.line, event.at)});
            }
        }
    }
    return std::move(findings).verdict(fmt::format("no {}", fmt::join(ids, ", no ")));
}

enum class Match { name, name_and_object };

/// Whether the event is one of those that the sequence speaks of.
bool counts(const std::vector<ExpectedEvent>& expected, const history::SystemEvent& event,
            Match match) {
    return std::any_of(expected.begin(), expected.end(), [&](const ExpectedEvent& one) {
        return one.event_id == event.event_id &&
               (match == Match::name || one.object == event.object);
    });
}

Verdict judge_event_sequence(const Recording& recording, const std::vector<ExpectedEvent>& expected,
                             Match match) {
    Findings findings("event sequence");
    const Index& index = recording.index();
    std::vector<std::string> wanted;
    for (const ExpectedEvent& event : expected) {
        wanted.push_back(event.event_id + " " + (event.object.empty() ? "*" : event.object));
    }
    std::vector<std::string> seen;
    for (const auto& event : index.system_events()) {
        if (event.at < index.faults_began() || !counts(expected, *event.content, match)) {
            continue;
        }
        const std::size_t place = seen.size();
        const bool any = place < expected.size() && expected[place].object.empty();
        seen.push_back(event.content->event_id + " " + (any ? "*" : event.content->object));
        findings.saw(
            at_line(event.content->event_id + " " + event.content->object, event.line, event.at));
    }
    findings.occurred(static_cast<int>(wanted.size()));
    if (seen != wanted) {
        findings.problem(
            fmt::format("expected {}, but the log has {}", fmt::join(wanted, ", "),
                        seen.empty() ? "none of them" : fmt::format("{}", fmt::join(seen, ", "))));
    }
    return std::move(findings).verdict(fmt::format("{}", fmt::join(wanted, ", ")));
}

void judge_down_of(Findings& findings, const Recording& recording, const InjectedFault& fault,
                   const std::string& engine, const Window& window) {
    findings.occurred();
    const Evidence cause = at_line(fault.name + " " + engine, fault.history_line, fault.at);
    for (const auto& event : recording.index().system_events("SE_DOWN")) {
        if (event.content->object != engine || event.at < fault.at) {
            continue;
        }
        const Duration took = event.at - fault.at;
        const Evidence down = at_line("SE_DOWN " + engine, event.line, event.at);
        findings.measured({"detection " + engine, took, took, took, "event", window.high});
        findings.saw(down);
        // On a busy machine an engine is dead for a while before the call that killed it returns.
        if (event.at - fault.began < window.low || took > window.high) {
            findings.problem(fmt::format("{} was declared down {} after {}, outside [{}, {}]",
                                         engine, to_short_string(took), fault.name,
                                         to_short_string(window.low), to_short_string(window.high)),
                             {cause, down});
        }
        return;
    }
    findings.problem(fmt::format("{} was never declared down after {}", engine, fault.name),
                     {cause});
}

}  // namespace

Checker reported_after_fault(std::vector<std::string> event_ids, Duration limit) {
    return {"reported", [ids = std::move(event_ids), limit](const Recording& recording) {
                return judge_reported(recording, ids, limit);
            }};
}

Checker never_reported(std::vector<std::string> event_ids) {
    return {"never reported", [ids = std::move(event_ids)](const Recording& recording) {
                return judge_never_reported(recording, ids);
            }};
}

Checker down_within(std::function<Window(const Recording&)> window) {
    return {"down within the detection time",
            [window = std::move(window)](const Recording& recording) {
                Findings findings("down within the detection time");
                const auto silencing = {"process_crash", "node_power_off", "pause"};
                for (const auto& fault :
                     recording.index().engine_faults({silencing.begin(), silencing.end()})) {
                    for (const std::string& engine : fault.nodes) {
                        judge_down_of(findings, recording, fault, engine, window(recording));
                    }
                }
                return std::move(findings).verdict("declared down when the timers say so");
            }};
}

Window detection_window(const Recording& recording) {
    const auto& timers = recording.scenario.deployment.group.timers;
    const Duration period = timers.heartbeat_period();
    return {timers.detection_time() - 2 * period,
            timers.detection_time() + 4 * period + noise_floor(recording)};
}

Checker event_sequence(std::vector<ExpectedEvent> expected) {
    return {"event sequence", [expected = std::move(expected)](const Recording& recording) {
                return judge_event_sequence(recording, expected, Match::name);
            }};
}

Checker event_sequence_of_objects(std::vector<ExpectedEvent> expected) {
    return {"event sequence", [expected = std::move(expected)](const Recording& recording) {
                return judge_event_sequence(recording, expected, Match::name_and_object);
            }};
}

}  // namespace holdfast::harness::check
