// SPDX-License-Identifier: Apache-2.0
// Some of a capture's packets, chosen by their own bytes: another capture of the same network
// chooses the same ones (trajectory sampling, Duffield and Grossglauser 2001), whatever its clock
// shows. Memory is bounded; of more packets a smaller share is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "harness/dissect/frame.h"

namespace holdfast::harness::timing {

/// What a packet keeps on its way through bridges and routers, as one number; none for packets that
/// are sent to many, or of which less was captured than it takes.
std::optional<std::uint64_t> fingerprint(const dissect::Frame& frame);

class PacketSample {
  public:
    explicit PacketSample(std::size_t most) : most_(most) {}

    struct Seen {
        Duration clock{};
        std::uint64_t pair_of_hosts = 0;
        bool forward = false;  ///< sent by the smaller address of the two
        std::uint8_t hops_left = 0;
        bool once = true;  ///< seen again: a retransmission, a second hop, or only alike
    };
    void take(const dissect::Frame& frame, Duration clock);

    const std::unordered_map<std::uint64_t, Seen>& seen() const { return seen_; }

  private:
    std::size_t most_;
    std::uint64_t mask_ = 0;  ///< those whose fingerprint has none of these bits are kept
    std::unordered_map<std::uint64_t, Seen> seen_;
};

}  // namespace holdfast::harness::timing
