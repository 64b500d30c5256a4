// SPDX-License-Identifier: Apache-2.0
// Several captures as one stream, by the clocks of the machines that took them.
#pragma once

#include <functional>
#include <vector>

#include "harness/capture_reader/reader.h"

namespace holdfast::harness::capture_reader {

class Merged {
  public:
    /// What a capture's clock showed to what the common clock did; must keep the order. None: the
    /// capture's clock is the common one.
    using Correction = std::function<Duration(Duration clock)>;

    /// `corrections`: one for each reader, or none at all.
    explicit Merged(std::vector<Reader> readers, std::vector<Correction> corrections = {});

    /// The packet with the earliest clock that is next in any of the captures, and which of them it
    /// is of. A capture whose clock steps back keeps its own order.
    bool next(CapturedPacket& packet, std::size_t& capture);
    const std::vector<Reader>& readers() const { return readers_; }

  private:
    struct Head {
        CapturedPacket packet;
        bool there = false;
    };
    void advance(std::size_t reader);

    std::vector<Reader> readers_;
    std::vector<Correction> corrections_;
    std::vector<Head> heads_;
    std::size_t given_;  ///< whose head the caller holds; its reader goes on when it asks again
};

}  // namespace holdfast::harness::capture_reader
