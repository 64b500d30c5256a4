// SPDX-License-Identifier: Apache-2.0
// How busy this process keeps a processor.
#pragma once

#include <functional>

#include "base/time.h"

namespace holdfast::reference::shell {

/// Processor time of all threads of this process since it began, in the kernel and outside.
Duration processor_time_used();

/// One for each who asks: an answer is about the time since the last one.
class ProcessorLoad {
  public:
    using Clock = std::function<Instant()>;
    using Used = std::function<Duration()>;
    /// The first answer is about the time from here on. Both rise, and are asked at once.
    explicit ProcessorLoad(Clock now, Used used = processor_time_used);

    /// The share of one processor that this process used since it was asked last, from 0 to 1:
    /// several threads that use more than one are as busy as one can be. Asked again within
    /// `shortest`, it repeats its last answer, because a kernel counts in ticks.
    double since_last_asked();
    static constexpr Duration shortest = 10ms;

  private:
    Clock now_;
    Used used_;
    Instant asked_at_;
    Duration used_then_;
    double last_ = 0;
};

}  // namespace holdfast::reference::shell
