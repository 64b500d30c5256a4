// SPDX-License-Identifier: Apache-2.0
// Simulated time: what is due when. Things due at one instant happen in the order in which they
// were put down.
#pragma once

#include <functional>
#include <map>
#include <utility>

#include "base/time.h"

namespace holdfast::harness::replication {

class Agenda {
  public:
    Instant now() const { return now_; }

    /// A time that has passed means now.
    void at(Instant when, std::function<void()> act) {
        due_.emplace(std::max(when, now_), std::move(act));
    }

    /// Does the next thing that is due by `limit`; with none, lets the time pass until then and
    /// returns false.
    bool step(Instant limit) {
        if (due_.empty() || due_.begin()->first > limit) {
            now_ = limit;
            return false;
        }
        auto next = due_.extract(due_.begin());
        now_ = next.key();
        next.mapped()();
        return true;
    }

  private:
    Instant now_;
    std::multimap<Instant, std::function<void()>> due_;
};

}  // namespace holdfast::harness::replication
