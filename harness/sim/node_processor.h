// SPDX-License-Identifier: Apache-2.0
// The processor of one node's programs. What they do costs nothing in simulated time; only a fault
// keeps it busy.
#pragma once

#include "base/time.h"

namespace holdfast::harness::sim {

class NodeProcessor {
  public:
    /// From `now` on; 0 to 1.
    void set(Instant now, double share) {
        used_ = used(now);
        since_ = now;
        share_ = share;
    }
    double share() const { return share_; }
    /// Since the world began.
    Duration used(Instant now) const {
        return used_ + std::chrono::duration_cast<Duration>((now - since_) * share_);
    }

  private:
    double share_ = 0;
    Instant since_;
    Duration used_{};
};

}  // namespace holdfast::harness::sim
