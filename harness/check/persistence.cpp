// SPDX-License-Identifier: Apache-2.0
#include "harness/check/persistence.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {
namespace {

Verdict judge(const Recording& recording) {
    Findings findings("clients keep their server");
    const Index& index = recording.index();
    std::map<std::uint32_t, Ipv4Address> clients;
    for (const auto& service : recording.scenario.deployment.services) {
        for (const workload::ProbeFlow* flow : index.flows_of(service.name)) {
            clients[flow->id] = flow->source;
        }
    }
    std::map<Ipv4Address, const EnginePacket*> homes;
    std::set<std::string> engines;
    for (const EnginePacket& packet : index.to_servers()) {
        const auto client = clients.find(packet.flow);
        if (client == clients.end() || packet.at < index.begin()) {
            continue;
        }
        engines.insert(packet.engine);
        const EnginePacket& home = *homes.try_emplace(client->second, &packet).first->second;
        if (home.destination != packet.destination) {
            const auto at = [&](const EnginePacket& seen) {
                return at_packet("packet by " + seen.engine, recording.topology.back, seen.packet,
                                 seen.at);
            };
            findings.problem(fmt::format("client {} was at server {} through {}, and came to {} "
                                         "through {}",
                                         to_string(client->second), to_string(home.destination),
                                         home.engine, to_string(packet.destination), packet.engine),
                             {at(home), at(packet)});
            break;
        }
    }
    findings.occurred(engines.size() > 1 ? static_cast<int>(engines.size()) : 0);
    return std::move(findings).verdict("every client stayed at one server");
}

}  // namespace

Checker clients_keep_their_server() {
    return {"clients keep their server", judge};
}

}  // namespace holdfast::harness::check
