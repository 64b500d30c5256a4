// SPDX-License-Identifier: Apache-2.0
// Machines, by their link-layer address, or by their IP address where that says more (VRRP's
// virtual MAC, BGP next hops); and when each was silent.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/dissect/frame.h"
#include "harness/timing/packet_ref.h"

namespace holdfast::harness::timing {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = ~NodeId{0};

/// A time in which a node sent nothing that was captured.
struct Silence {
    Instant from;  ///< its last packet before
    Instant to;    ///< its first after
    PacketRef last;
    PacketRef first;
    Duration usual{};  ///< the longest that the node was silent before
    /// A machine that failed, not one that had nothing to say.
    bool out_of_the_ordinary() const { return (to - from) / 2 > usual; }
};

class Nodes {
  public:
    NodeId of_mac(dissect::Mac mac);
    NodeId of_address(dissect::IpAddress address);
    /// A packet from this link-layer address. Called for each, so it costs little for the one that
    /// was seen before.
    void seen(dissect::Mac mac, Instant at, PacketRef packet);

    /// The silence around this time: the latest that began before it and had not ended. One that
    /// lasted to the capture's end has no `first`.
    std::optional<Silence> silence_at(NodeId node, Instant at, Instant capture_end) const;
    dissect::Mac mac_of(NodeId node) const { return known_[node].mac; }
    std::string label(NodeId node) const;
    /// Its own address, for the label.
    void name(NodeId node, dissect::IpAddress address);
    std::size_t count() const { return known_.size(); }

  private:
    struct Node {
        dissect::Mac mac = 0;
        std::optional<dissect::IpAddress> address;
        bool sent = false;
        Instant last_at;
        PacketRef last_packet;
        std::vector<Silence> silences;
        std::size_t next = 0;  ///< in silences, once they are as many as are kept
    };
    std::vector<Node> known_;
    std::unordered_map<dissect::Mac, NodeId> by_mac_;
    std::unordered_map<std::string, NodeId> by_address_;
    struct Recent {
        dissect::Mac mac = ~dissect::Mac{0};
        NodeId node = no_node;
    };
    std::array<Recent, 256> recent_{};  ///< by the last octet of the MAC
};

}  // namespace holdfast::harness::timing
