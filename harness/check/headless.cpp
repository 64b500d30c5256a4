// SPDX-License-Identifier: Apache-2.0
#include "harness/check/headless.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/check/moves.h"
#include "harness/packet/packet.h"
#include "harness/scenario/controllers.h"

namespace holdfast::harness::check {

namespace {

// As in stability.cpp: five questions in a row may not go unanswered.
constexpr int questions_unanswered_max = 5;

bool hits_all(const InjectedFault& fault, const std::vector<std::string>& nodes) {
    return std::all_of(nodes.begin(), nodes.end(), [&](const auto& node) {
        return std::count(fault.nodes.begin(), fault.nodes.end(), node) > 0;
    });
}

/// Faults of every controller, of the management link of every engine, and between all of both.
std::vector<InjectedFault> cuts_in(const Recording& recording) {
    const auto controllers =
        scenario::controllers_of(recording.scenario.deployment, recording.topology);
    const auto& engines = recording.scenario.deployment.engines;
    const std::set<std::string> of_links = {"link_silent", "link_down"};
    const std::set<std::string> of_programs = {"process_crash", "node_power_off", "graceful_stop",
                                               "pause"};
    std::vector<InjectedFault> cuts;
    for (const InjectedFault& fault : recording.index().faults()) {
        const bool silences = of_links.contains(fault.name) || of_programs.contains(fault.name);
        const bool between = fault.name == "partition" && hits_all(fault, controllers);
        if ((silences && hits_all(fault, controllers)) ||
            ((of_links.contains(fault.name) || between) && hits_all(fault, engines))) {
            cuts.push_back(fault);
        }
    }
    return cuts;
}

Evidence at_cut(const InjectedFault& cut) {
    return at_line(cut.name, cut.history_line, cut.at);
}

void judge_owner_stays(Findings& findings, const Recording& recording, const InjectedFault& cut,
                       const scenario::VirtualServiceSpec& service) {
    const capture::OwnershipTimeline& timeline = recording.index().ownership_of(service.vip);
    const Instant until = cut.healed.value_or(recording.index().end());
    const auto owner = timeline.owner_at(cut.at);
    for (const capture::Claim& claim : timeline.claims_between(cut.at, until)) {
        if (claim.node != owner) {
            findings.problem(fmt::format("{} moved from {} to {} while engines were headless",
                                         service.name, owner.value_or("nobody"), claim.node),
                             {at_cut(cut), at_packet(claim)});
            break;
        }
    }
    const Duration patience =
        std::max(questions_unanswered_max * recording.scenario.workload.arp_probe_interval,
                 noise_floor(recording));
    for (const capture::Gap& gap : timeline.gaps(cut.at, until)) {
        if (gap.length() > patience) {
            findings.problem(
                fmt::format("nobody answered for {} for {} while engines were headless",
                            service.name, to_short_string(gap.length())),
                {at_cut(cut)});
        }
    }
}

/// The address that a performed operation asked for; none: it made no virtual service.
std::optional<Ipv4Address> created_vip(const Recording& recording,
                                       const PerformedOperation& performed) {
    for (const auto& scheduled : recording.scenario.operations) {
        const auto* create = std::get_if<scenario::CreateVirtualService>(&scheduled.operation);
        if (create != nullptr && to_string(scheduled.operation) == performed.operation) {
            return create->vip;
        }
    }
    return std::nullopt;
}

void judge_created(Findings& findings, const Recording& recording, const InjectedFault& cut,
                   const PerformedOperation& operation, Ipv4Address vip) {
    using Type = history::OperationEvent::Type;
    const Index& index = recording.index();
    const Instant until = cut.healed.value_or(index.end());
    const Evidence asked = at_line(operation.operation, operation.history_line, operation.invoked);
    const auto& timeline = index.ownership_of(vip);
    findings.occurred();
    const auto early = timeline.claims_between(operation.invoked, until);
    if (!early.empty()) {
        findings.problem(fmt::format("{} was placed on {} while engines were headless",
                                     to_string(vip), early.front().node),
                         {at_cut(cut), asked, at_packet(early.front())});
        return;
    }
    const auto later = timeline.claims_between(until, index.end());
    if (operation.outcome == Type::ok && later.empty()) {
        findings.problem(fmt::format("'{}' was accepted, but nobody ever answered for {}",
                                     operation.operation, to_string(vip)),
                         {asked});
    } else if (operation.outcome == Type::fail && !later.empty()) {
        findings.problem(fmt::format("'{}' was refused, but {} answers for {}", operation.operation,
                                     later.front().node, to_string(vip)),
                         {asked, at_packet(later.front())});
    } else {
        findings.saw(asked);
    }
}

Verdict judge_headless(const Recording& recording) {
    Findings findings("headless engines stay as they are");
    const Index& index = recording.index();
    for (const InjectedFault& cut : cuts_in(recording)) {
        findings.occurred();
        for (const auto& service : recording.scenario.deployment.services) {
            judge_owner_stays(findings, recording, cut, service);
        }
        for (const PerformedOperation& operation : index.operations()) {
            const auto vip = created_vip(recording, operation);
            const bool meanwhile =
                operation.invoked >= cut.at && operation.invoked < cut.healed.value_or(index.end());
            if (vip && meanwhile) {
                judge_created(findings, recording, cut, operation, *vip);
            }
        }
    }
    return std::move(findings).verdict("nothing changed on engines without a controller");
}

Verdict judge_connections(const Recording& recording) {
    Findings findings("only engines connect");
    const Index& index = recording.index();
    const std::string& segment = recording.topology.management;
    const capture::Capture* capture = recording.capture_of(segment);
    if (capture == nullptr) {
        findings.testbed_trouble("there is no capture of " + segment);
        return std::move(findings).verdict("");
    }
    for (std::size_t number = 1; number <= capture->frames.size(); ++number) {
        const capture::Frame& frame = capture->frames[number - 1];
        const auto decoded = packet::decode(frame.bytes);
        const packet::Tcp* tcp = decoded ? decoded->tcp() : nullptr;
        if (tcp == nullptr ||
            (tcp->flags & (packet::Tcp::syn | packet::Tcp::ack)) != packet::Tcp::syn) {
            continue;
        }
        const std::string from = index.node_of(decoded->source);
        const std::string to = index.node_of(decoded->destination);
        if (index.is_engine(from) && index.is_controller(to)) {
            findings.occurred();
        } else if (index.is_controller(from) && index.is_engine(to)) {
            findings.problem(fmt::format("{} opens a connection to {}, port {}", from, to,
                                         tcp->destination_port),
                             {at_packet("SYN", segment, number, frame.at)});
        }
    }
    return std::move(findings).verdict("every connection was opened by an engine");
}

}  // namespace

Checker headless_engines_stay_as_they_are() {
    return {"headless engines stay as they are", judge_headless};
}
Checker only_engines_connect() {
    return {"only engines connect", judge_connections};
}

}  // namespace holdfast::harness::check
