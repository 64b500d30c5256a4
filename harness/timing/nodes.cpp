// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/nodes.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast::harness::timing {

namespace {

// Machines of one link; beyond it (a flood of forged addresses) all others are one node.
constexpr std::size_t nodes_max = 16'384;
// A second and less is between heartbeats and health checks of slow configurations.
constexpr Duration silence_min = 100ms;
constexpr std::size_t silences_max = 256;

}  // namespace

NodeId Nodes::of_mac(dissect::Mac mac) {
    Recent& recent = recent_[mac & 0xff];
    if (recent.mac == mac) {
        return recent.node;
    }
    const auto found = by_mac_.find(mac);
    NodeId id = 0;
    if (found != by_mac_.end()) {
        id = found->second;
    } else if (known_.size() >= nodes_max) {
        return static_cast<NodeId>(nodes_max - 1);
    } else {
        id = static_cast<NodeId>(known_.size());
        known_.push_back({.mac = mac});
        by_mac_.emplace(mac, id);
    }
    recent = {mac, id};
    return id;
}

NodeId Nodes::of_address(dissect::IpAddress address) {
    const std::string text = dissect::to_string(address);
    const auto found = by_address_.find(text);
    if (found != by_address_.end()) {
        return found->second;
    }
    if (known_.size() >= nodes_max) {
        return static_cast<NodeId>(nodes_max - 1);
    }
    const auto id = static_cast<NodeId>(known_.size());
    known_.push_back({.address = address});
    by_address_.emplace(text, id);
    return id;
}

void Nodes::seen(dissect::Mac mac, Instant at, PacketRef packet) {
    if (mac == 0) {
        return;
    }
    Node& node = known_[of_mac(mac)];
    if (node.sent && at - node.last_at >= silence_min) {
        const Silence silence{node.last_at, at, node.last_packet, packet, {}};
        if (node.silences.size() < silences_max) {
            node.silences.push_back(silence);
        } else {
            node.silences[node.next++ % silences_max] = silence;
        }
    }
    node.sent = true;
    node.last_at = at;
    node.last_packet = packet;
}

std::optional<Silence> Nodes::silence_at(NodeId id, Instant at, Instant capture_end) const {
    const Node& node = known_[id];
    if (!node.sent) {
        return std::nullopt;
    }
    std::optional<Silence> found;
    for (const Silence& silence : node.silences) {
        if (silence.from <= at && silence.to > at && (!found || silence.from > found->from)) {
            found = silence;
        }
    }
    if (!found && node.last_at <= at && capture_end > at) {
        found = Silence{node.last_at, capture_end, node.last_packet, {}, {}};
    }
    for (const Silence& silence : node.silences) {
        if (found && silence.to <= found->from) {
            found->usual = std::max(found->usual, silence.to - silence.from);
        }
    }
    return found;
}

void Nodes::name(NodeId node, dissect::IpAddress address) {
    if (!known_[node].address) {
        known_[node].address = address;
    }
}

std::string Nodes::label(NodeId id) const {
    if (id == no_node) {
        return "nobody known";
    }
    const Node& node = known_[id];
    if (node.mac == 0) {
        return node.address ? dissect::to_string(*node.address) : "unknown";
    }
    const std::string mac = dissect::mac_text(node.mac);
    return node.address ? fmt::format("{} ({})", dissect::to_string(*node.address), mac) : mac;
}

}  // namespace holdfast::harness::timing
