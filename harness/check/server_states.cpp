// SPDX-License-Identifier: Apache-2.0
#include "harness/check/server_states.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "harness/check/done_patches.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/health_probes.h"
#include "harness/check/index.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

namespace json = boost::json;
using scenario::HealthMonitorSpec;

// The port on which the pool's servers accept connections.
constexpr std::int64_t serving_port = 5001;

/// From a change of what can be reached to an engine's word of it.
struct Delay {
    Duration soonest{};
    Duration latest{};
};

/// Why some engines cannot reach some servers, or one of their monitors cannot be passed.
struct Cause {
    std::set<std::string> engines;
    std::set<Ipv4Address> servers;
    std::vector<HealthMonitorSpec> monitors;  ///< that fail
    Instant begins_earliest;
    Instant begins_latest;
    std::optional<Instant> ends_earliest;
    std::optional<Instant> ends_latest;
    std::string what;
    std::size_t history_line = 0;

    /// The first monitor that fails marks a server down,
    Delay down() const {
        Delay delay{Duration::max(), Duration::max()};
        for (const HealthMonitorSpec& monitor : monitors) {
            delay.soonest = std::min(delay.soonest, monitor.soonest_verdict(monitor.failed_checks));
            delay.latest = std::min(delay.latest, monitor.latest_verdict(monitor.failed_checks));
        }
        return delay;
    }
    /// and the last one that passes again marks it up.
    Delay up() const {
        Delay delay;
        for (const HealthMonitorSpec& monitor : monitors) {
            delay.soonest =
                std::max(delay.soonest, monitor.soonest_verdict(monitor.successful_checks));
            delay.latest =
                std::max(delay.latest, monitor.latest_verdict(monitor.successful_checks));
        }
        return delay;
    }
};

void add_faults(std::vector<Cause>& causes, const Recording& recording) {
    static const std::set<std::string> of_a_node = {"link_down", "link_silent", "node_power_off"};
    for (const InjectedFault& fault : recording.index().faults()) {
        Cause cause{.monitors = recording.scenario.deployment.monitors_of_pool(),
                    .begins_earliest = fault.began,
                    .begins_latest = fault.at,
                    .ends_earliest = fault.healed,
                    .ends_latest = fault.healed,
                    .what = fault.text,
                    .history_line = fault.history_line};
        for (const auto& [address, name] : servers_of(recording)) {
            if (fault.hits(name)) {
                cause.servers.insert(address);
            }
        }
        for (const std::string& engine : recording.scenario.deployment.all_engines()) {
            if (of_a_node.contains(fault.name) || fault.hits(engine)) {
                cause.engines.insert(engine);
            }
        }
        if (!cause.servers.empty() &&
            (of_a_node.contains(fault.name) || fault.name == "partition")) {
            causes.push_back(std::move(cause));
        }
    }
}

/// A monitor that is sent to a port on which nobody listens.
void add_operations(std::vector<Cause>& causes, const Recording& recording) {
    for (const DonePatch& patch : done_patches(recording, "healthmonitor")) {
        const json::value* port = patch.fields.if_contains("monitor_port");
        if (port == nullptr) {
            continue;
        }
        const Instant asked = patch.done.invoked;
        const Instant in_force = *patch.done.completed + health_word_max;
        if (port->to_number<std::int64_t>() == serving_port) {
            for (Cause& cause : causes) {
                if (!cause.ends_latest) {
                    cause.ends_earliest = asked;
                    cause.ends_latest = in_force;
                }
            }
            continue;
        }
        Cause cause{.begins_earliest = asked,
                    .begins_latest = in_force,
                    .ends_earliest = {},
                    .ends_latest = {},
                    .what = patch.done.operation,
                    .history_line = patch.done.history_line};
        for (const auto& [address, name] : servers_of(recording)) {
            cause.servers.insert(address);
        }
        for (const std::string& engine : recording.scenario.deployment.all_engines()) {
            cause.engines.insert(engine);
        }
        for (const HealthMonitorSpec& monitor : recording.scenario.deployment.monitors_of_pool()) {
            if (to_string(monitor.type) == patch.name) {
                cause.monitors.push_back(monitor);
            }
        }
        causes.push_back(std::move(cause));
    }
}

std::vector<Cause> causes_in(const Recording& recording) {
    std::vector<Cause> causes;
    add_faults(causes, recording);
    add_operations(causes, recording);
    return causes;
}

using Event = history::History::Found<history::SystemEvent>;

/// Says one engine of one server.
struct Expected {
    std::string event;
    std::string engine;
    Ipv4Address server;
    Instant earliest;
    Instant latest;
    const Cause* cause = nullptr;

    bool is(const Event& said) const {
        return said.content->event_id == event && said.content->object == to_string(server) &&
               said.content->description.ends_with("says " + engine) && said.at >= earliest &&
               said.at <= latest;
    }
};

std::vector<Expected> expected_of(const Recording& recording, const std::vector<Cause>& causes) {
    const Duration slack = health_word_max + noise_floor(recording);
    std::vector<Expected> expected;
    for (const Cause& cause : causes) {
        for (const std::string& engine : cause.engines) {
            for (const Ipv4Address server : cause.servers) {
                expected.push_back({"SERVER_DOWN", engine, server,
                                    cause.begins_earliest + cause.down().soonest,
                                    cause.begins_latest + cause.down().latest + slack, &cause});
                if (cause.ends_latest) {
                    expected.push_back({"SERVER_UP", engine, server,
                                        *cause.ends_earliest + cause.up().soonest,
                                        *cause.ends_latest + cause.up().latest + slack, &cause});
                }
            }
        }
    }
    return expected;
}

std::vector<Event> said_of_servers(const Recording& recording) {
    std::vector<Event> events;
    for (const char* name : {"SERVER_DOWN", "SERVER_UP"}) {
        for (const Event& event : recording.index().system_events(name)) {
            if (event.at >= recording.index().faults_began()) {
                events.push_back(event);
            }
        }
    }
    return events;
}

/// From here on an engine's silence, or its word, has another reason.
Instant first_engine_fault(const Recording& recording) {
    Instant first = recording.index().end();
    for (const InjectedFault& fault : recording.index().faults()) {
        const bool of_engine =
            fault.name != "partition" &&
            std::any_of(fault.nodes.begin(), fault.nodes.end(),
                        [&](const auto& node) { return recording.index().is_engine(node); });
        first = of_engine ? std::min(first, fault.began) : first;
    }
    return first;
}

Verdict judge_server_states(const Recording& recording) {
    Findings findings("server states told");
    const std::vector<Cause> causes = causes_in(recording);
    const Instant end = first_engine_fault(recording);
    std::vector<Event> events = said_of_servers(recording);
    std::erase_if(events, [&](const Event& event) { return event.at >= end; });
    for (const Expected& one : expected_of(recording, causes)) {
        const auto said = std::find_if(events.begin(), events.end(),
                                       [&](const Event& event) { return one.is(event); });
        if (said != events.end()) {
            findings.occurred();
            findings.saw(at_line(said->content->event_id, said->line, said->at));
            events.erase(said);
        } else if (one.latest <= end) {
            findings.occurred();
            findings.problem(
                fmt::format("no {} of {} by {} between {} and {}", one.event, to_string(one.server),
                            one.engine, to_string(one.earliest), to_string(one.latest)),
                {at_line(one.cause->what, one.cause->history_line, one.cause->begins_latest)});
        }
    }
    for (const Event& event : events) {
        findings.problem(fmt::format("{} at {}: {}", event.content->event_id, to_string(event.at),
                                     event.content->description),
                         {at_line(event.content->event_id, event.line, event.at)});
    }
    return std::move(findings).verdict(
        "each engine said of each server what it could see, once and in time");
}

/// Servers that the engine has had time to find down, and that are still out of its reach then.
std::set<Ipv4Address> surely_down(const Recording& recording, const std::string& engine,
                                  Instant at) {
    const Duration slack = health_word_max + noise_floor(recording);
    std::set<Ipv4Address> down;
    for (const Cause& cause : causes_in(recording)) {
        if (cause.engines.contains(engine) &&
            cause.begins_latest + cause.down().latest + slack <= at &&
            (!cause.ends_earliest || *cause.ends_earliest > at)) {
            down.insert(cause.servers.begin(), cause.servers.end());
        }
    }
    return down;
}

Verdict judge_survivor(const Recording& recording) {
    Findings findings("survivor knows dead servers");
    for (const Move& move : failures_in(recording)) {
        for (const std::string& survivor : engines_alive_at(recording, move.at)) {
            const std::set<Ipv4Address> down = surely_down(recording, survivor, move.at);
            for (const EnginePacket& packet : recording.index().to_servers()) {
                if (packet.engine != survivor || packet.at < move.at || packet.at > move.until ||
                    down.empty()) {
                    continue;
                }
                findings.occurred();
                if (down.contains(packet.destination)) {
                    findings.problem(
                        fmt::format("{} took over and sent a packet of flow {} to {}, which it "
                                    "had found down",
                                    survivor, packet.flow, to_string(packet.destination)),
                        {at_line(move.what, move.history_line, move.at),
                         at_packet("to a dead server", recording.topology.back, packet.packet,
                                   packet.at)});
                }
            }
        }
    }
    return std::move(findings).verdict("the survivor sent to living servers only");
}

}  // namespace

Checker server_states_told() {
    return {"server states told", judge_server_states};
}
Checker survivor_knows_dead_servers() {
    return {"survivor knows dead servers", judge_survivor};
}

}  // namespace holdfast::harness::check
