// SPDX-License-Identifier: Apache-2.0
#include "harness/check/moves.h"

#include <algorithm>
#include <set>

namespace holdfast::harness::check {

namespace {

const std::set<std::string>& fatal_faults() {
    static const std::set<std::string> names = {"process_crash", "node_power_off", "graceful_stop"};
    return names;
}

bool holds_down(const InjectedFault& fault, const std::string& engine, Instant at) {
    const bool hits =
        std::find(fault.nodes.begin(), fault.nodes.end(), engine) != fault.nodes.end();
    return hits && fatal_faults().contains(fault.name) && fault.at <= at &&
           (!fault.healed || *fault.healed > at);
}

}  // namespace

std::vector<std::string> engines_alive_at(const Recording& recording, Instant at) {
    std::vector<std::string> alive;
    const auto& faults = recording.index().faults();
    std::vector<std::string> started = recording.scenario.deployment.all_engines();
    for (const MachineSpan& span : recording.index().machines()) {
        if (span.from <= at && at < span.to) {
            started.push_back(span.machine);
        }
    }
    for (const std::string& engine : started) {
        const bool down = std::any_of(faults.begin(), faults.end(), [&](const auto& fault) {
            return holds_down(fault, engine, at);
        });
        if (!down) {
            alive.push_back(engine);
        }
    }
    return alive;
}

std::vector<Move> failures_in(const Recording& recording) {
    return moves_after(recording, fatal_faults());
}

std::vector<Move> moves_after(const Recording& recording, const std::set<std::string>& faults) {
    const Index& index = recording.index();
    std::vector<Move> moves;
    for (const InjectedFault& fault : index.engine_faults(faults)) {
        if (engines_alive_at(recording, fault.at).empty()) {
            continue;  // nobody is left to take over: LEG-26
        }
        for (const std::string& node : fault.nodes) {
            moves.push_back({Move::Cause::failure, fault.at, index.next_disturbance(fault.at), node,
                             fault.name + " " + node, fault.history_line});
        }
    }
    return moves;
}

std::vector<Move> switchovers_in(const Recording& recording) {
    const Index& index = recording.index();
    const std::string verb = "switchover ";
    std::vector<Move> moves;
    for (const PerformedOperation& operation : index.operations()) {
        if (operation.operation.starts_with(verb) &&
            operation.outcome == history::OperationEvent::Type::ok) {
            moves.push_back({Move::Cause::switchover, operation.invoked,
                             index.next_disturbance(operation.invoked),
                             operation.operation.substr(verb.size()), operation.operation,
                             operation.history_line});
        }
    }
    return moves;
}

std::vector<Move> moves_in(const Recording& recording) {
    std::vector<Move> moves = failures_in(recording);
    const std::vector<Move> planned = switchovers_in(recording);
    moves.insert(moves.end(), planned.begin(), planned.end());
    return moves;
}

std::vector<scenario::VirtualServiceSpec> services_owned_by(const Recording& recording,
                                                            const std::string& engine, Instant at) {
    std::vector<scenario::VirtualServiceSpec> owned;
    for (const auto& service : recording.scenario.deployment.services) {
        if (recording.index().owner_of(service, at) == engine) {
            owned.push_back(service);
        }
    }
    return owned;
}

std::vector<Return> returns_in(const Recording& recording) {
    const Index& index = recording.index();
    std::vector<Return> returns;
    for (const InjectedFault& fault : index.engine_faults(fatal_faults())) {
        if (fault.healed && *fault.healed <= index.end()) {
            for (const std::string& node : fault.nodes) {
                returns.push_back({node, *fault.healed, fault.history_line});
            }
        }
    }
    for (const InjectedFault& fault : index.engine_faults({"restart"})) {
        for (const std::string& node : fault.nodes) {
            returns.push_back({node, fault.at, fault.history_line});
        }
    }
    return returns;
}

std::vector<Span> settled_spans(const Recording& recording) {
    const Index& index = recording.index();
    std::vector<Span> spans{{index.begin(), index.next_disturbance(index.begin())}};
    const auto quiet = recording.history.phase("quiet");
    if (quiet && spans.front().to <= *quiet && *quiet < index.end()) {
        spans.push_back({*quiet, index.end()});
    }
    return spans;
}

}  // namespace holdfast::harness::check
