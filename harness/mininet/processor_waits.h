// SPDX-License-Identifier: Apache-2.0
// How long programs were ready to run and found no processor, as the kernel's scheduler counted it
// (schedstat): what a machine that is too busy does to a system under test.
#pragma once

#include <sys/types.h>

#include <map>
#include <vector>

#include "base/time.h"

namespace holdfast::harness::mininet {

class ProcessorWaits {
  public:
    struct Wait {
        pid_t process = 0;
        Instant until;  ///< when it was noticed, some look_interval after its end
        Duration length{};
    };
    /// How often to look. A thread's shorter waits between two looks add up to no more than this.
    static constexpr Duration look_interval = 20ms;

    /// Of every thread of these processes: what it waited since the last look at it.
    void look(Instant now, const std::vector<pid_t>& processes);
    /// Those longer than look_interval, in the order in which they were noticed.
    const std::vector<Wait>& waits() const { return waits_; }

  private:
    void look_at(Instant now, pid_t process, pid_t thread);

    struct Seen {
        Instant at;
        Duration waited{};
    };
    std::map<pid_t, Seen> seen_;  ///< by thread
    std::vector<Wait> waits_;
};

}  // namespace holdfast::harness::mininet
