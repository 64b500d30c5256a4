// SPDX-License-Identifier: Apache-2.0
#include "harness/check/passive_monitor.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "harness/check/done_patches.h"
#include "harness/check/findings.h"
#include "harness/check/health_probes.h"
#include "harness/check/moves.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::check {

namespace {

// The shortest probes fail within it; what lasts shorter says nothing.
constexpr Duration patience_max = 2s;
// A quarter of an even share, by chance or not, is a fifth of the others' connections.
constexpr std::size_t connections_to_share = 20;

/// From when on the pool has no monitors; none: it has some.
std::optional<Instant> unprobed_since(const Recording& recording) {
    std::optional<Instant> since;
    for (const DonePatch& patch : done_patches(recording, "pool")) {
        const auto* monitors = patch.fields.if_contains("health_monitor_refs");
        if (monitors != nullptr) {
            since = monitors->as_array().empty() ? patch.done.completed : std::nullopt;
        }
    }
    return since;
}

void judge_unprobed_server(Findings& findings, const Recording& recording,
                           const InjectedFault& fault, Ipv4Address server) {
    const Index& index = recording.index();
    const Instant healed = fault.healed.value_or(index.end());
    if (healed - fault.at < patience_max) {
        return;
    }
    findings.occurred();
    const Evidence cause = at_line(fault.text, fault.history_line, fault.at);
    for (const auto& down : index.system_events("SERVER_DOWN")) {
        if (down.content->object == to_string(server) && down.at >= fault.began) {
            findings.problem("nobody probes it: " + down.content->description,
                             {cause, at_line("SERVER_DOWN", down.line, down.at)});
        }
    }
    // Long after whatever it takes to lose patience with a server.
    const Instant late = fault.at + (healed - fault.at) / 4 * 3;
    const auto& packets = index.to_servers();
    const auto sent = std::find_if(packets.begin(), packets.end(), [&](const EnginePacket& packet) {
        return packet.destination == server && packet.at >= late && packet.at < healed;
    });
    if (sent == packets.end()) {
        findings.problem(fmt::format("no packet of a client is sent to {} any more from {} on",
                                     to_string(server), to_string(late)),
                         {cause});
    } else {
        findings.saw(
            at_packet("to " + to_string(server), recording.topology.back, sent->packet, sent->at));
    }
}

Verdict judge_passive(const Recording& recording) {
    Findings findings("clients' errors mark nothing down");
    const auto since = unprobed_since(recording);
    for (const InjectedFault& fault : recording.index().faults()) {
        for (const auto& [address, name] : servers_of(recording)) {
            if (since && *since <= fault.began && fault.hits(name)) {
                judge_unprobed_server(findings, recording, fault, address);
            }
        }
    }
    return std::move(findings).verdict("servers that failed clients were not taken for down");
}

/// Connections that engines begin to servers in this time, by server. A segment that is sent again
/// begins none.
std::map<Ipv4Address, std::size_t> begun_to_servers(const Recording& recording, const Span& span) {
    using Ends = std::tuple<Ipv4Address, std::uint16_t, Ipv4Address>;
    std::set<Ends> seen;
    std::map<Ipv4Address, std::size_t> begun;
    for (const capture::Capture& capture : recording.captures) {
        for (const capture::Frame& frame : capture.frames) {
            if (capture.segment != recording.topology.back || frame.at >= span.to) {
                continue;
            }
            const auto packet = packet::decode(frame.bytes);
            const packet::Tcp* tcp = packet ? packet->tcp() : nullptr;
            if (tcp == nullptr || tcp->flags != packet::Tcp::syn) {
                continue;
            }
            const packet::Ipv4& ip = *packet->ipv4();
            const bool first = seen.insert({ip.source, tcp->source_port, ip.destination}).second;
            begun[ip.destination] += first && span.contains(frame.at) ? 1 : 0;
        }
    }
    return begun;
}

Verdict judge_share(const Recording& recording) {
    Findings findings("servers that fail get fewer");
    const auto since = unprobed_since(recording);
    const auto servers = servers_of(recording);
    for (const InjectedFault& fault : recording.index().faults()) {
        const Span late{fault.at + patience_max, fault.healed.value_or(recording.index().end())};
        for (const auto& [address, name] : servers) {
            if (!since || *since > fault.began || !fault.hits(name)) {
                continue;
            }
            auto begun = begun_to_servers(recording, late);
            std::size_t others = 0;
            for (const auto& [server, count] : begun) {
                others += server == address ? 0 : count;
            }
            if (others < connections_to_share) {
                continue;
            }
            findings.occurred();
            // Whoever is turned away from it comes to another one, which counts all.
            if (static_cast<double>(begun[address]) > 0.3 * static_cast<double>(others)) {
                findings.problem(
                    fmt::format("{}, which failed clients, was asked for {} of {} connections",
                                name, begun[address], others),
                    {at_line(fault.text, fault.history_line, fault.at)});
            }
        }
    }
    return std::move(findings).verdict("servers that failed clients were asked for fewer");
}

}  // namespace

Checker servers_that_fail_get_fewer() {
    return {"servers that fail get fewer", judge_share};
}

Checker clients_errors_mark_nothing_down() {
    return {"clients' errors mark nothing down", judge_passive};
}

}  // namespace holdfast::harness::check
