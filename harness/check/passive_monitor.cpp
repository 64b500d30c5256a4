// SPDX-License-Identifier: Apache-2.0
#include "harness/check/passive_monitor.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "harness/check/done_patches.h"
#include "harness/check/findings.h"
#include "harness/check/health_probes.h"

namespace holdfast::harness::check {

namespace {

// The shortest probes fail within it; what lasts shorter says nothing.
constexpr Duration patience_max = 2s;

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

}  // namespace

Checker clients_errors_mark_nothing_down() {
    return {"clients' errors mark nothing down", judge_passive};
}

}  // namespace holdfast::harness::check
