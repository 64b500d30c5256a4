// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/frame_pool.h"

#include <utility>

namespace holdfast::harness::sim {

FrameIndex FramePool::take(packet::Packet&& packet) {
    if (free_.empty()) {
        free_.push_back(static_cast<FrameIndex>(frames_.size()));
        frames_.emplace_back();
    }
    const FrameIndex index = free_.back();
    free_.pop_back();
    Frame& frame = frames_[index];
    frame.packet = std::move(packet);
    frame.deliveries_left = 0;
    frame.seen = false;
    return index;
}

}  // namespace holdfast::harness::sim
