// SPDX-License-Identifier: Apache-2.0
// Holds back what the leader may say only when what it rests on is safe: a write when its records
// are committed, a read when a quorum has confirmed that this node still leads (thesis 6.4). What
// was held first leaves first, so nobody hears of a state that a later leader might not know.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "reference/cluster/effects.h"

namespace holdfast::reference::cluster {

class Gate {
  public:
    /// Until the entry `index` is applied and, where asked for, the read is ready.
    void hold(consensus::Index index, std::optional<consensus::RequestId> read, Effect effect) {
        held_.push_back({index, read, std::move(effect)});
    }
    void read_is_ready(consensus::RequestId read) { ready_.insert(read); }
    /// What may leave now, in the order in which it came.
    Effects release(consensus::Index applied);
    /// Leadership is lost: what was held is nobody's business any more. Gives it out, so that
    /// those who wait for an answer can be told.
    Effects abandon();
    bool empty() const { return held_.empty(); }

  private:
    struct Held {
        consensus::Index index = 0;
        std::optional<consensus::RequestId> read;
        Effect effect;
    };
    std::deque<Held> held_;
    std::set<consensus::RequestId> ready_;
};

}  // namespace holdfast::reference::cluster
