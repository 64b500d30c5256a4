// SPDX-License-Identifier: Apache-2.0
// Several captures as one stream, by the clocks of the machines that took them.
#pragma once

#include <vector>

#include "harness/capture_reader/reader.h"

namespace holdfast::harness::capture_reader {

class Merged {
  public:
    explicit Merged(std::vector<Reader> readers);

    /// The packet with the earliest clock that is next in any of the captures, and which of them it
    /// is of. A capture whose clock steps back keeps its own order.
    bool next(CapturedPacket& packet, std::size_t& capture);
    const std::vector<Reader>& readers() const { return readers_; }

  private:
    struct Head {
        CapturedPacket packet;
        bool there = false;
    };
    std::vector<Reader> readers_;
    std::vector<Head> heads_;
    std::size_t given_;  ///< whose head the caller holds; its reader goes on when it asks again
};

}  // namespace holdfast::harness::capture_reader
