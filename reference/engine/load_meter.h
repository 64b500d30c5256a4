// SPDX-License-Identifier: Apache-2.0
// What an engine's services amounted to since it was measured last, from counters that only rise
// (SCL-21).
#pragma once

#include <map>

#include "reference/protocol/messages.h"
#include "reference/protocol/reports.h"

namespace holdfast::reference::engine {

class LoadMeter {
  public:
    using Counters = std::map<protocol::ServiceName, protocol::TrafficCounters>;

    explicit LoadMeter(Instant now) : measured_at_(now) {}

    /// `processor`: the share of a processor that was used since then, 0 to 1. `counters`: of every
    /// service that is open. What is counted for the first time has amounted to all that it counts.
    /// `now` is later than last time.
    protocol::LoadMeasured measure(Instant now, double processor, const Counters& counters);

  private:
    Instant measured_at_;
    Counters last_;
};

}  // namespace holdfast::reference::engine
