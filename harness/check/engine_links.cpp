// SPDX-License-Identifier: Apache-2.0
#include "harness/check/engine_links.h"

#include "harness/packet/packet.h"

namespace holdfast::harness::check {

namespace {

/// Spec 3.20: engines connect to TCP port 8443 of a controller, never the reverse.
constexpr std::uint16_t engine_port = 8443;

using Pair = std::pair<std::string, std::string>;
using ByPort = std::map<std::uint16_t, EngineLink>;  ///< the engine's port

void follow(std::map<Pair, ByPort>& links, const topology::Topology& topology,
            const packet::Packet& packet, const EngineLink& seen) {
    const packet::Tcp* tcp = packet.tcp();
    if (tcp == nullptr) {
        return;
    }
    const bool answer = tcp->source_port == engine_port;
    const packet::Ipv4& ip = *packet.ipv4();
    const topology::Node* engine = topology.owner_of(answer ? ip.destination : ip.source);
    const topology::Node* controller = topology.owner_of(answer ? ip.source : ip.destination);
    if ((!answer && tcp->destination_port != engine_port) || engine == nullptr ||
        controller == nullptr) {
        return;
    }
    ByPort& open = links[{engine->name, controller->name}];
    const std::uint16_t port = answer ? tcp->destination_port : tcp->source_port;
    if (answer && (tcp->flags & packet::Tcp::syn) != 0) {
        open[port] = seen;
    } else if ((tcp->flags & (packet::Tcp::fin | packet::Tcp::rst)) != 0) {
        open.erase(port);
    }
}

}  // namespace

std::map<Pair, EngineLink> open_engine_links(const Recording& recording) {
    std::map<Pair, ByPort> links;
    const capture::Capture* capture = recording.capture_of(recording.topology.management);
    const std::size_t frames = capture == nullptr ? 0 : capture->frames.size();
    for (std::size_t number = 1; number <= frames; ++number) {
        const capture::Frame& frame = capture->frames[number - 1];
        if (const auto packet = packet::decode(frame.bytes)) {
            follow(links, recording.topology, *packet, {frame.at, number});
        }
    }
    std::map<Pair, EngineLink> open;
    for (const auto& [pair, by_port] : links) {
        if (!by_port.empty()) {
            open[pair] = by_port.begin()->second;
        }
    }
    return open;
}

}  // namespace holdfast::harness::check
