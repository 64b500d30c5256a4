// SPDX-License-Identifier: Apache-2.0
#include "harness/check/request_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <tuple>

#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

// Engines gather what they tell for 100 ms, and have a round trip and a busy machine behind it.
constexpr Duration delivery_max = 1s;

/// "198.51.100.10:40001 by se1 at controller1,controller2"
struct Logged {
    std::size_t history_line = 0;
    Instant at;
    std::string engine;
    std::string collectors;
};
/// By service and port of the client.
using Log = std::map<std::pair<std::string, std::uint16_t>, std::vector<Logged>>;

Log log_of(const Index& index) {
    Log log;
    for (const auto& event : index.system_events("REQUEST_LOGGED")) {
        std::istringstream words(event.content->description);
        std::string client;
        std::string skipped;
        Logged logged{event.line, event.at, "", ""};
        words >> client >> skipped >> logged.engine >> skipped >> logged.collectors;
        const auto colon = client.find(':');
        if (colon != std::string::npos) {
            const auto port = static_cast<std::uint16_t>(std::stoul(client.substr(colon + 1)));
            log[{event.content->object, port}].push_back(logged);
        }
    }
    return log;
}

bool completed(const workload::Connection& connection) {
    return !connection.kept && connection.established && connection.ended &&
           connection.end == workload::Connection::End::closed;
}

/// Completed connections by service and port, the deliverable ones among them.
std::map<std::pair<std::string, std::uint16_t>, std::vector<const workload::Connection*>> made_in(
    const Index& index) {
    std::map<std::pair<std::string, std::uint16_t>, std::vector<const workload::Connection*>> made;
    for (const workload::Connection* connection : index.connections()) {
        if (completed(*connection)) {
            made[{connection->service, connection->source_port}].push_back(connection);
        }
    }
    return made;
}

bool while_broken(const Index& index, Instant at) {
    return std::any_of(index.faults().begin(), index.faults().end(), [&](const auto& fault) {
        return at >= fault.at && at < fault.healed.value_or(index.end());
    });
}

std::string text_of(const workload::Connection& connection) {
    return fmt::format("a request to {} from port {} that ended at {}", connection.service,
                       connection.source_port, to_string(*connection.ended));
}

Verdict judge_logged_once(const Recording& recording) {
    Findings findings("every request is logged once");
    const Index& index = recording.index();
    const Log log = log_of(index);
    for (const auto& [key, connections] : made_in(index)) {
        const auto found = log.find(key);
        const std::size_t logged = found == log.end() ? 0 : found->second.size();
        const workload::Connection& first = *connections.front();
        const bool due = std::all_of(connections.begin(), connections.end(), [&](const auto* one) {
            return *one->ended + delivery_max < index.end();
        });
        findings.occurred(while_broken(index, *first.ended) ? 1 : 0);
        if (due && logged < connections.size()) {
            findings.problem(text_of(first) + " is not in the log");
        } else if (logged > connections.size()) {
            findings.problem(
                fmt::format("{} is in the log {} times", text_of(first), logged),
                {at_line("once more", found->second.back().history_line, found->second.back().at)});
        }
    }
    for (const auto& dropped : index.system_events("REQUESTS_DROPPED")) {
        findings.problem(fmt::format("{} of {} were dropped", dropped.content->description,
                                     dropped.content->object),
                         {at_line("dropped", dropped.line, dropped.at)});
    }
    return std::move(findings).verdict("the log has every completed request once");
}

void judge_replacement(Findings& findings, const Recording& recording, const InjectedFault& fault,
                       const std::string& lost, const Log& log) {
    const Index& index = recording.index();
    const auto& cluster = recording.scenario.deployment.cluster;
    const Instant from = fault.at + cluster.detection_time() + cluster.heartbeat_period;
    const Instant to = fault.healed.value_or(index.end());
    for (const auto& [key, connections] : made_in(index)) {
        const workload::Connection& made = *connections.front();
        const auto found = log.find(key);
        if (*made.ended < from || *made.ended + delivery_max >= to || found == log.end()) {
            continue;
        }
        findings.occurred();
        const Logged& logged = found->second.front();
        if (logged.collectors == lost || logged.collectors.empty()) {
            findings.problem(fmt::format("{} was collected by '{}' alone, which was gone then",
                                         text_of(made), logged.collectors),
                             {at_line(fault.name, fault.history_line, fault.at),
                              at_line("logged", logged.history_line, logged.at)});
        }
    }
}

Verdict judge_collectors(const Recording& recording) {
    Findings findings("lost collector is replaced");
    const Log log = log_of(recording.index());
    // Whoever collected meanwhile may have lost it with a later fault.
    const auto faults = recording.index().controller_faults();
    if (!faults.empty()) {
        for (const std::string& node : faults.back().nodes) {
            judge_replacement(findings, recording, faults.back(), node, log);
        }
    }
    return std::move(findings).verdict("others collected while a controller was gone");
}

}  // namespace

Checker every_request_is_logged_once() {
    return {"every request is logged once", judge_logged_once};
}
Checker lost_collector_is_replaced() {
    return {"lost collector is replaced", judge_collectors};
}

}  // namespace holdfast::harness::check
