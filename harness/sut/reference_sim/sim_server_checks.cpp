// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/sim_server_checks.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace holdfast::harness::sut::reference_sim {

using reference::engine::HealthDialogue;
using reference::engine::effect::CheckServer;
using reference::model::HealthMonitorType;

namespace {

// Another one than that of the questions to gateways.
constexpr std::uint16_t ping_identifier = 2;

}  // namespace

void SimServerChecks::check(const CheckServer& wanted) {
    const std::uint16_t number = ++last_;
    Check& check = running_[number] = {.wanted = wanted};
    Duration limit = std::chrono::seconds(wanted.monitor.receive_timeout);
    if (wanted.source && !context_.has_address(*wanted.source)) {
        limit = 0ns;  // as a bind to it fails
    } else if (wanted.monitor.type == HealthMonitorType::HEALTH_MONITOR_PING) {
        context_.ping(wanted.server.address, ping_identifier, number,
                      wanted.source.value_or(Ipv4Address{}));
    } else {
        connect(check);
    }
    context_.set_timer(context_.now() + limit, [this, number] {
        if (const auto late = running_.find(number); late != running_.end()) {
            over(late, false);
        }
    });
}

void SimServerChecks::connect(Check& check) {
    const CheckServer& wanted = check.wanted;
    const auto port =
        static_cast<std::uint16_t>(wanted.monitor.monitor_port.value_or(wanted.server.port));
    check.stream =
        context_.connect({wanted.server.address, port}, {wanted.source.value_or(Ipv4Address{}), 0});
}

bool SimServerChecks::stream(const sim::StreamEvent& event) {
    using Kind = sim::StreamEvent::Kind;
    const auto found = std::find_if(running_.begin(), running_.end(), [&](const auto& entry) {
        return entry.second.stream == event.stream;
    });
    if (found == running_.end()) {
        return false;
    }
    Check& check = found->second;
    const HealthDialogue dialogue(check.wanted.monitor, check.wanted.server.address);
    // A datagram is played by a connection here.
    const bool suffices = dialogue.connection_suffices() ||
                          check.wanted.monitor.type == HealthMonitorType::HEALTH_MONITOR_UDP;
    if (event.kind == Kind::opened && !suffices) {
        std::istringstream lines(dialogue.question());
        for (std::string line; std::getline(lines, line);) {
            context_.send_line(event.stream, line);
        }
    } else if (event.kind == Kind::line) {
        check.heard += event.line + "\n";
        if (const auto verdict = dialogue.verdict(check.heard, false)) {
            over(found, *verdict);
        }
    } else {
        over(found, event.kind == Kind::opened);
    }
    return true;
}

bool SimServerChecks::answered(const sim::PingAnswer& answer) {
    if (answer.identifier != ping_identifier) {
        return false;
    }
    const auto found = running_.find(answer.sequence);
    if (found != running_.end() && found->second.wanted.server.address == answer.from) {
        over(found, true);
    }
    return true;
}

void SimServerChecks::over(Running::iterator check, bool passed) {
    const auto [number, ended] = *check;
    running_.erase(check);
    if (ended.stream != 0) {
        context_.abort(ended.stream);
    }
    outcome_({ended.wanted.server, passed, ended.wanted.monitor.name});
}

}  // namespace holdfast::harness::sut::reference_sim
