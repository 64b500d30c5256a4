// SPDX-License-Identifier: Apache-2.0
#include "harness/check/gateway_probes.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "harness/check/done_patches.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::check {

namespace {

namespace json = boost::json;

// Of the internal monitor, where nobody says otherwise.
constexpr Duration internal_interval = 1s;
// The word to the engines, and their first question.
constexpr Duration in_force_after = 300ms;

/// Which gateways are to be asked, and how often.
struct Monitors {
    std::map<Ipv4Address, Duration> explicit_ones;
    bool internal = false;
};

/// Monitors that are in force from `from` until `to`; before and after that another set was, or
/// will be, on its way.
struct Era {
    Instant from;
    Instant to;
    Monitors monitors;
    Evidence where;
};

Monitors deployed(const scenario::Deployment& deployment) {
    Monitors monitors;
    for (const scenario::GatewayMonitorSpec& spec : deployment.gateway_monitors) {
        monitors.explicit_ones[spec.gateway_ip] = spec.gateway_monitor_interval;
    }
    monitors.internal = deployment.internal_gateway_monitor;
    return monitors;
}

// What a change does not name stays.
void change(Monitors& monitors, const json::object& fields) {
    if (const json::value* list = fields.if_contains("gateway_mon")) {
        monitors.explicit_ones.clear();
        for (const json::value& one : list->as_array()) {
            const json::object& monitor = one.as_object();
            const std::string address(monitor.at("gateway_ip").at("addr").as_string());
            const json::value* interval = monitor.if_contains("gateway_monitor_interval");
            monitors.explicit_ones[parse_ipv4(address).value()] =
                interval == nullptr ? internal_interval
                                    : std::chrono::milliseconds(interval->to_number<int>());
        }
    }
    if (const json::value* internal = fields.if_contains("internal_gateway_monitor")) {
        monitors.internal = !internal->at("disable_gateway_monitor").as_bool();
    }
}

std::vector<Era> eras_of(const Recording& recording) {
    const Index& index = recording.index();
    std::vector<Era> eras{{index.begin(), index.end(), deployed(recording.scenario.deployment),
                           at_line("deployment", 1, index.begin())}};
    for (const DonePatch& patch : done_patches(recording, "vrfcontext")) {
        Era next = eras.back();
        eras.back().to = patch.done.invoked;
        next.from = *patch.done.completed + in_force_after;
        next.where = patch.where();
        change(next.monitors, patch.fields);
        eras.push_back(std::move(next));
    }
    for (Era& era : eras) {  // questions that a fault swallows are asked all the same, unseen
        for (const InjectedFault& fault : index.faults()) {
            era.to = std::min(era.to, fault.began);
        }
    }
    return eras;
}

struct Question {
    Instant at;
    std::string engine;
    Ipv4Address gateway;
    std::string segment;
    std::size_t packet = 0;
};

std::vector<Question> questions_in(const Recording& recording) {
    std::vector<Question> found;
    const Index& index = recording.index();
    for (const capture::Capture& capture : recording.captures) {
        for (std::size_t number = 1; number <= capture.frames.size(); ++number) {
            const capture::Frame& frame = capture.frames[number - 1];
            const auto packet = packet::decode(frame.bytes);
            const packet::Icmp* icmp = packet ? packet->icmp() : nullptr;
            if (icmp == nullptr || icmp->type != packet::Icmp::echo_request) {
                continue;
            }
            const std::string sender = index.node_of(packet->source);
            if (index.is_engine(sender)) {  // not a router that passes it on
                found.push_back(
                    {frame.at, sender, packet->ipv4()->destination, capture.segment, number});
            }
        }
    }
    return found;
}

std::map<Ipv4Address, Duration> asked_by(const Recording& recording, const Monitors& monitors,
                                         const std::string& engine) {
    std::map<Ipv4Address, Duration> gateways = monitors.explicit_ones;
    const topology::Node* node = recording.topology.find(engine);
    for (const topology::Route& route : node->routes) {
        if (monitors.internal && route.destination.prefix_length == 0) {
            gateways.emplace(route.next_hop, internal_interval);
        }
    }
    return gateways;
}

void judge_engine(Findings& findings, const Recording& recording, const Era& era,
                  const std::vector<Question>& questions, const std::string& engine) {
    std::map<Ipv4Address, std::vector<const Question*>> asked;
    for (const Question& question : questions) {
        if (question.engine == engine && question.at >= era.from && question.at < era.to) {
            asked[question.gateway].push_back(&question);
        }
    }
    for (const auto& [gateway, interval] : asked_by(recording, era.monitors, engine)) {
        // A late timer makes an interval longer, never shorter.
        const Duration length = era.to - era.from;
        const auto most = length / interval + 1;
        const auto least = length / (interval + noise_floor(recording)) - 1;
        const auto count = static_cast<std::int64_t>(asked[gateway].size());
        findings.occurred();
        if (count < least || count > most) {
            findings.problem(
                fmt::format("{} asked gateway {} {} times in {}, not {} to {} times", engine,
                            to_string(gateway), count, to_short_string(length), least, most),
                {era.where});
        } else if (count > 0) {
            const Question& first = *asked[gateway].front();
            findings.saw(at_packet(engine + " asks " + to_string(gateway), first.segment,
                                   first.packet, first.at));
        }
        asked.erase(gateway);
    }
    for (const auto& [gateway, stray] : asked) {
        findings.problem(
            fmt::format("{} asked {}, which no monitor names", engine, to_string(gateway)),
            {era.where, at_packet("its question", stray.front()->segment, stray.front()->packet,
                                  stray.front()->at)});
    }
}

Verdict judge_questions(const Recording& recording) {
    Findings findings("gateways asked as configured");
    const std::vector<Question> questions = questions_in(recording);
    for (const Era& era : eras_of(recording)) {
        for (const std::string& engine : recording.scenario.deployment.all_engines()) {
            if (era.from < era.to) {
                judge_engine(findings, recording, era, questions, engine);
            }
        }
    }
    return std::move(findings).verdict("each monitored gateway was asked once an interval");
}

}  // namespace

Checker gateways_asked_as_configured() {
    return {"gateways asked as configured", judge_questions};
}

}  // namespace holdfast::harness::check
