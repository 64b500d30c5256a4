// SPDX-License-Identifier: Apache-2.0
// A leader's rounds (thesis 6.2, 6.4): every message carries the number of the newest one. Who
// answers round n still followed this leader at some moment after round n began.
#pragma once

#include <cstdint>
#include <deque>

#include "base/check.h"
#include "base/time.h"

namespace holdfast::reference::consensus {

class Rounds {
  public:
    /// Round 0 is the election: a quorum voted.
    explicit Rounds(Instant elected) : begun_{elected} {}

    std::uint64_t begin(Instant now) {
        begun_.push_back(now);
        return newest();
    }
    std::uint64_t newest() const { return confirmed_ + begun_.size() - 1; }
    /// The newest round that a quorum has answered. It stays confirmed when the membership changes:
    /// every quorum of the next membership has a member in common with this one (thesis 4.1).
    std::uint64_t confirmed() const { return confirmed_; }
    Instant confirmed_begun() const { return begun_.front(); }
    void confirm(std::uint64_t round) {
        CHECK(round <= newest(), "round {} was answered, {} is the newest", round, newest());
        for (; confirmed_ < round; ++confirmed_) {
            begun_.pop_front();
        }
    }

  private:
    std::uint64_t confirmed_ = 0;
    std::deque<Instant> begun_;  ///< of the confirmed round and every later one
};

}  // namespace holdfast::reference::consensus
