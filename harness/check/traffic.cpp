// SPDX-License-Identifier: Apache-2.0
#include "harness/check/traffic.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/capture/flow_analysis.h"
#include "harness/check/disturbance.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"
#include "harness/check/scaling_requests.h"

namespace holdfast::harness::check {

namespace {

/// Active engine of the service as the system says it in the middle of the span.
std::optional<std::string> active_engine(const Recording& recording, const std::string& service,
                                         const Span& span) {
    const RuntimeSpan* runtime = recording.index().runtime_at(span.to - 1ns);
    const auto* said = runtime == nullptr ? nullptr : runtime->service(service);
    return said == nullptr || said->active.size() != 1 ? std::nullopt
                                                       : std::optional(said->active.front());
}

void judge_carriers(Findings& findings, const Recording& recording, const Span& span,
                    const scenario::VirtualServiceSpec& service, const std::string& active) {
    const Index& index = recording.index();
    for (const ClientPacket& packet : index.client_packets()) {
        if (packet.vip == service.vip && span.contains(packet.at) &&
            index.is_engine(packet.receiver) && packet.receiver != active) {
            findings.problem(
                fmt::format("a client packet for {} went to {}, which is not its active engine",
                            service.name, packet.receiver),
                {at_packet("client packet", recording.topology.front, packet.packet, packet.at)});
        }
    }
    for (const workload::ProbeFlow* flow : index.flows_of(service.name)) {
        for (const EnginePacket& packet : index.to_servers()) {
            if (packet.flow == flow->id && span.contains(packet.at) && packet.engine != active) {
                findings.problem(
                    fmt::format("{} sent a packet of {} to a server and is not its active engine",
                                packet.engine, service.name),
                    {at_packet("packet to a server", recording.topology.back, packet.packet,
                               packet.at)});
            }
        }
    }
}

Verdict judge_standby_carries_nothing(const Recording& recording) {
    Findings findings("standby carries nothing");
    for (const Span& span : settled_spans(recording)) {
        for (const auto& service : recording.scenario.deployment.services) {
            if (const auto active = active_engine(recording, service.name, span)) {
                findings.occurred();
                judge_carriers(findings, recording, span, service, *active);
            }
        }
    }
    return std::move(findings).verdict("only active engines carried traffic");
}

Verdict judge_addresses_only_on_active(const Recording& recording) {
    Findings findings("addresses only on the active engine");
    for (const Span& span : settled_spans(recording)) {
        for (const auto& service : recording.scenario.deployment.services) {
            const auto active = active_engine(recording, service.name, span);
            if (!active) {
                continue;
            }
            findings.occurred();
            std::vector<Ipv4Address> addresses{service.vip};
            if (service.snat_ip) {
                addresses.push_back(*service.snat_ip);
            }
            for (const Ipv4Address address : addresses) {
                for (const auto& claim :
                     recording.index().ownership_of(address).claims_between(span.from, span.to)) {
                    if (claim.node != *active) {
                        findings.problem(
                            fmt::format("{} answered for {} of {}, whose active engine is {}",
                                        claim.node, to_string(address), service.name, *active),
                            {at_packet(claim)});
                    }
                }
            }
        }
    }
    return std::move(findings).verdict("only active engines answered for their addresses");
}

void judge_flows_undisturbed(Findings& findings, const Recording& recording,
                             const std::string& service, const Span& span) {
    const Duration tolerated = noise_floor(recording);
    for (const workload::ProbeFlow* flow : recording.index().flows_of(service)) {
        const auto analysis = capture::analyse(*flow, {span.from, span.to});
        if (analysis.lost > 0 && analysis.timestamp_based.low > tolerated) {
            findings.problem(fmt::format("flow {} of {} lost {} packets and was out for {}",
                                         flow->id, service, analysis.lost,
                                         to_short_string(analysis.timestamp_based.value)));
        }
    }
}

void judge_connections_undisturbed(Findings& findings, const Recording& recording,
                                   const std::string& service, const Span& span) {
    using End = workload::Connection::End;
    for (const workload::Connection* connection : recording.index().connections()) {
        const bool broken = connection->end == End::refused || connection->end == End::reset ||
                            connection->end == End::timed_out;
        if (connection->service == service && broken && connection->ended &&
            span.contains(*connection->ended)) {
            findings.problem(fmt::format("{} connection {} of {} was broken at {}",
                                         connection->kept ? "kept" : "new", connection->id, service,
                                         to_string(*connection->ended)));
        }
    }
}

void judge_undisturbed(Findings& findings, const Recording& recording, const std::string& service,
                       const Span& span) {
    findings.occurred();
    find_disturbance(findings, recording, service, span);
}

Verdict judge_services_elsewhere(const Recording& recording) {
    Findings findings("services elsewhere undisturbed");
    for (const Move& move : moves_in(recording)) {
        for (const auto& service : recording.scenario.deployment.services) {
            const auto owner = recording.index().owner_of(service, move.at);
            if (owner && *owner != move.engine) {
                judge_undisturbed(findings, recording, service.name, {move.at, move.until});
            }
        }
    }
    return std::move(findings).verdict("services of the other engine felt nothing");
}

Verdict judge_sound_engines(const Recording& recording) {
    Findings findings("services on sound engines undisturbed");
    const Index& index = recording.index();
    for (const auto& service : recording.scenario.deployment.services) {
        const auto owner = index.owner_of(service, index.faults_began());
        // Its flows are on all of its list.
        std::vector<std::string> serving = list_at(recording, service.name, index.faults_began());
        serving.push_back(owner.value_or(""));
        const bool hit =
            !owner || std::any_of(index.faults().begin(), index.faults().end(), [&](const auto& f) {
                return std::any_of(serving.begin(), serving.end(),
                                   [&](const std::string& engine) { return f.hits(engine); });
            });
        if (!hit) {
            judge_undisturbed(findings, recording, service.name,
                              {index.faults_began(), index.end()});
        }
    }
    return std::move(findings).verdict("services of engines that no fault hit felt nothing");
}

Verdict judge_nothing_disturbed(const Recording& recording) {
    Findings findings("nothing disturbed");
    for (const InjectedFault& fault : recording.index().faults()) {
        for (const auto& service : recording.scenario.deployment.services) {
            judge_undisturbed(findings, recording, service.name,
                              {fault.at, recording.index().end()});
        }
    }
    return std::move(findings).verdict("no service felt anything");
}

Verdict judge_operations(const Recording& recording) {
    Findings findings("operations disturb nothing");
    const auto& operations = recording.index().operations();
    for (const auto& service : recording.scenario.deployment.services) {
        if (!operations.empty()) {
            judge_undisturbed(findings, recording, service.name,
                              {operations.front().invoked, recording.index().end()});
        }
    }
    return std::move(findings).verdict("no service felt what the operator did");
}

/// Faults of controllers alone; a fault of an engine ends the time in which only the control plane
/// is broken.
Verdict judge_never_disturbed(const Recording& recording) {
    Findings findings("never disturbed");
    const Index& index = recording.index();
    for (const InjectedFault& fault : index.controller_faults()) {
        const bool alone = std::none_of(fault.nodes.begin(), fault.nodes.end(),
                                        [&](const auto& node) { return index.is_engine(node); });
        Instant until = index.end();
        for (const InjectedFault& other : index.faults()) {
            const bool engine = std::any_of(other.nodes.begin(), other.nodes.end(),
                                            [&](const auto& n) { return index.is_engine(n); });
            if (engine && other.at >= fault.at) {
                until = std::min(until, std::max(other.began, fault.at));
            }
        }
        for (const auto& service : recording.scenario.deployment.services) {
            if (alone) {
                judge_undisturbed(findings, recording, service.name, {fault.at, until});
            }
        }
    }
    return std::move(findings).verdict(
        "no service felt anything while only the control plane was broken");
}

}  // namespace

void find_disturbance(Findings& findings, const Recording& recording, const std::string& service,
                      const Span& span) {
    judge_flows_undisturbed(findings, recording, service, span);
    judge_connections_undisturbed(findings, recording, service, span);
}

Checker standby_carries_nothing() {
    return {"standby carries nothing", judge_standby_carries_nothing};
}
Checker addresses_only_on_active() {
    return {"addresses only on the active engine", judge_addresses_only_on_active};
}
Checker services_elsewhere_undisturbed() {
    return {"services elsewhere undisturbed", judge_services_elsewhere};
}
Checker services_on_sound_engines_undisturbed() {
    return {"services on sound engines undisturbed", judge_sound_engines};
}
Checker never_disturbed() {
    return {"never disturbed", judge_never_disturbed};
}
Checker operations_disturb_nothing() {
    return {"operations disturb nothing", judge_operations};
}
Checker nothing_disturbed() {
    return {"nothing disturbed", judge_nothing_disturbed};
}

}  // namespace holdfast::harness::check
