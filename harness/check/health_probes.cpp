// SPDX-License-Identifier: Apache-2.0
#include "harness/check/health_probes.h"

#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/packet/packet.h"
#include "harness/scenario/pool_servers.h"

namespace holdfast::harness::check {

std::map<Ipv4Address, std::string> servers_of(const Recording& recording) {
    std::map<Ipv4Address, std::string> servers;
    const topology::Topology& topology = recording.topology;
    for (const auto* node : scenario::pool_servers(recording.scenario.deployment, topology)) {
        servers.emplace(node->address_on(topology.back)->address, node->name);
    }
    return servers;
}

std::vector<HealthProbe> health_probes_in(const Recording& recording) {
    std::vector<HealthProbe> probes;
    const Index& index = recording.index();
    for (const capture::Capture& capture : recording.captures) {
        for (std::size_t number = 1;
             capture.segment == recording.topology.back && number <= capture.frames.size();
             ++number) {
            const capture::Frame& frame = capture.frames[number - 1];
            const auto packet = packet::decode(frame.bytes);
            const packet::Tcp* tcp = packet ? packet->tcp() : nullptr;
            const packet::Icmp* icmp = packet ? packet->icmp() : nullptr;
            const bool connects = tcp != nullptr && tcp->flags == packet::Tcp::syn;
            const bool ping = icmp != nullptr && icmp->type == packet::Icmp::echo_request;
            const std::string sender = packet ? index.node_of(packet->source) : "";
            if ((connects || ping) && index.is_engine(sender)) {
                probes.push_back({frame.at, sender, packet->ipv4()->source,
                                  packet->ipv4()->destination, ping, number});
            }
        }
    }
    return probes;
}

Evidence at_probe(const Recording& recording, const HealthProbe& probe) {
    return at_packet("probe by " + probe.engine, recording.topology.back, probe.packet, probe.at);
}

}  // namespace holdfast::harness::check
