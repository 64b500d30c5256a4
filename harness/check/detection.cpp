// SPDX-License-Identifier: Apache-2.0
#include "harness/check/detection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/check/events.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::check {

namespace {

// Where engines speak to controllers (spec 3.20).
constexpr std::uint16_t control_port = 8443;

struct Heard {
    Instant at;
    std::size_t packet = 0;
};

/// Segments with something in them, from any controller's control port, by the receiving engine.
std::map<std::string, std::vector<Heard>> said_to_engines(const Recording& recording) {
    std::map<std::string, std::vector<Heard>> said;
    const capture::Capture* capture = recording.capture_of(recording.topology.management);
    for (std::size_t i = 0; capture != nullptr && i < capture->frames.size(); ++i) {
        const auto decoded = packet::decode(capture->frames[i].bytes);
        const auto* ip = decoded ? std::get_if<packet::Ipv4>(&decoded->content) : nullptr;
        const auto* tcp = ip == nullptr ? nullptr : std::get_if<packet::Tcp>(&ip->content);
        if (tcp == nullptr || tcp->source_port != control_port || tcp->payload.empty()) {
            continue;
        }
        if (const topology::Node* to = recording.topology.owner_of(ip->destination)) {
            said[to->name].push_back({capture->frames[i].at, i + 1});
        }
    }
    return said;
}

void judge_asked(Findings& findings, const Recording& recording, const std::string& engine,
                 const std::vector<Heard>& heard) {
    const Duration period = recording.scenario.deployment.group.timers.controller_heartbeat_timeout;
    // A period ends when the timer fires; a tenth of it is room for the machine.
    const Duration patience = period + period / 10 + noise_floor(recording);
    const std::string& segment = recording.topology.management;
    Instant last = recording.index().begin();
    for (const Heard& one : heard) {
        if (one.at < last || one.at > recording.index().end()) {
            continue;
        }
        findings.occurred();
        if (one.at - last > patience) {
            findings.problem(
                fmt::format("no controller said anything to {} for {}; the period is "
                            "{}",
                            engine, to_short_string(one.at - last), to_short_string(period)),
                {at_packet("to " + engine, segment, one.packet, one.at)});
        }
        last = one.at;
    }
    if (recording.index().end() - last > patience) {
        findings.problem(fmt::format("no controller said anything to {} for the last {}", engine,
                                     to_short_string(recording.index().end() - last)));
    }
}

Verdict judge_every_engine(const Recording& recording) {
    Findings findings("every engine is asked");
    auto said = said_to_engines(recording);
    for (const std::string& engine : recording.scenario.deployment.engines) {
        judge_asked(findings, recording, engine, said[engine]);
    }
    return std::move(findings).verdict("every engine was asked once a period");
}

Duration detection_budget(const Recording& recording) {
    const auto& deployment = recording.scenario.deployment;
    const auto& timers = deployment.group.timers;
    return deployment.engines.size() > 1
               ? timers.detection_time()
               : timers.controller_heartbeat_timeout * timers.controller_heartbeat_miss_limit;
}

Verdict judge_no_flapping(const Recording& recording) {
    Findings findings("no flapping");
    const Index& index = recording.index();
    findings.occurred(static_cast<int>(index.faults().size()));
    const Duration budget = detection_budget(recording);
    std::map<std::string, Instant> last;
    for (const auto& down : index.system_events("SE_DOWN")) {
        const std::string& engine = down.content->object;
        const auto before = last.find(engine);
        if (before != last.end() && down.at - before->second < budget) {
            findings.problem(
                fmt::format("{} was declared down twice within {}; a detection takes {}", engine,
                            to_short_string(down.at - before->second), to_short_string(budget)),
                {at_line("SE_DOWN " + engine, down.line, down.at)});
        }
        last[engine] = down.at;
    }
    return std::move(findings).verdict("no engine was declared down twice within one detection");
}

void judge_one_move(Findings& findings, const Recording& recording, const InjectedFault& death,
                    const scenario::VirtualServiceSpec& service) {
    findings.occurred();
    const Index& index = recording.index();
    const Evidence cause = at_line(death.text, death.history_line, death.at);
    std::vector<std::string> owners = {*index.owner_of(service, death.at)};
    for (const auto& claim :
         index.ownership_of(service.vip).claims_between(death.at, index.end())) {
        if (claim.node != owners.back()) {
            owners.push_back(claim.node);
            findings.saw(at_packet(claim));
        }
    }
    if (owners.size() != 2) {
        findings.problem(fmt::format("{} changed hands {} times: {}", service.name,
                                     owners.size() - 1, fmt::join(owners, ", ")),
                         {cause});
    }
    int told = 0;
    for (const auto& moved : index.system_events("VS_SWITCHOVER")) {
        told += moved.at >= death.at && moved.content->object == service.name ? 1 : 0;
    }
    if (told != 1) {
        findings.problem(
            fmt::format("VS_SWITCHOVER of {} was reported {} times", service.name, told), {cause});
    }
}

Verdict judge_moved_once(const Recording& recording) {
    Findings findings("moved exactly once");
    for (const InjectedFault& death :
         recording.index().engine_faults({"process_crash", "node_power_off"})) {
        for (const std::string& engine : death.nodes) {
            for (const auto& service : services_owned_by(recording, engine, death.at)) {
                judge_one_move(findings, recording, death, service);
            }
        }
    }
    return std::move(findings).verdict("each service of the dead engine changed hands once");
}

}  // namespace

Checker every_engine_is_asked() {
    return {"every engine is asked", judge_every_engine};
}
Checker down_by_controller_heartbeats() {
    return down_within([](const Recording& recording) {
        const auto& timers = recording.scenario.deployment.group.timers;
        const Duration period = timers.controller_heartbeat_timeout;
        const Duration shortest = period * timers.controller_heartbeat_miss_limit;
        return Window{shortest, shortest + period + noise_floor(recording)};
    });
}
Checker no_flapping() {
    return {"no flapping", judge_no_flapping};
}
Checker moved_exactly_once() {
    return {"moved exactly once", judge_moved_once};
}

}  // namespace holdfast::harness::check
