// SPDX-License-Identifier: Apache-2.0
// Reads that wait until a quorum has confirmed the leader in a round that began after they came
// (thesis 6.4). Reads that come while a round is under way share the next.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "reference/consensus/effects.h"

namespace holdfast::reference::consensus {

class PendingReads {
  public:
    struct Read {
        RequestId id = 0;
        Index index = 0;          ///< must be committed before the answer
        std::uint64_t round = 0;  ///< must be confirmed before the answer
    };

    void add(const Read& read) { reads_.push_back(read); }
    bool wait_for(std::uint64_t round) const {
        return !reads_.empty() && reads_.back().round >= round;
    }
    /// Those that may be answered now, in the order in which they came.
    std::vector<Read> take_ready(std::uint64_t confirmed_round, Index committed) {
        std::vector<Read> out;
        while (!reads_.empty() && reads_.front().round <= confirmed_round &&
               reads_.front().index <= committed) {
            out.push_back(reads_.front());
            reads_.pop_front();
        }
        return out;
    }
    std::deque<Read> take_all() { return std::exchange(reads_, {}); }

  private:
    std::deque<Read> reads_;
};

}  // namespace holdfast::reference::consensus
