// SPDX-License-Identifier: Apache-2.0
// Calls at an instant, which can be taken back.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/time.h"
#include "harness/sim/event_queue.h"
#include "harness/sim/program.h"

namespace holdfast::harness::sim {

class Timers : public EventHandler {
  public:
    explicit Timers(EventQueue& queue) : queue_(queue) {}

    /// The number that the next call_at() will give.
    TimerId next_timer() const;
    TimerId call_at(Instant at, std::function<void()> call);
    /// No effect on 0 and on a timer that has fired.
    void cancel(TimerId timer);
    void clear();
    void handle(std::uint64_t timer) override;

  private:
    struct Slot {
        TimerId timer = 0;  ///< 0: free
        std::function<void()> call;
    };
    EventQueue& queue_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::uint64_t made_ = 0;
};

}  // namespace holdfast::harness::sim
