// SPDX-License-Identifier: Apache-2.0
// Frames on their way, kept and used again. A frame travels as the Packet it was made from; its
// bytes are written when a capture takes it, which is once a segment.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "harness/packet/packet.h"

namespace holdfast::harness::sim {

struct Frame {
    packet::Packet packet;
    std::uint32_t deliveries_left = 0;  ///< scheduled; at zero the frame goes back to the pool
    bool seen = false;                  ///< by the capture: at its first delivery
};

using FrameIndex = std::uint32_t;

class FramePool {
  public:
    FrameIndex take(packet::Packet&& packet);
    void give_back(FrameIndex frame) { free_.push_back(frame); }
    Frame& operator[](FrameIndex frame) { return frames_[frame]; }

  private:
    std::deque<Frame> frames_;  // references stay valid while it grows
    std::vector<FrameIndex> free_;
};

}  // namespace holdfast::harness::sim
