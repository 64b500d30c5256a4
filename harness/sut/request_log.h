// SPDX-License-Identifier: Apache-2.0
// What some systems under test can do beside an adapter's duties: tell what they logged of their
// clients' requests. Their adapter is one of these too, and names the capability "request_log".
#pragma once

#include <utility>
#include <vector>

#include "base/result.h"
#include "harness/history/event.h"

namespace holdfast::harness::sut {

class RequestLog {
  public:
    virtual ~RequestLog() = default;

    /// A REQUEST_LOGGED for each, with the service as object and "ADDRESS:PORT by ENGINE at
    /// CONTROLLER,..." (the client's end, who served it, who collected it) as description; and a
    /// REQUESTS_DROPPED for a service of which some were not kept. Stamps are those of the log.
    virtual Result<std::vector<std::pair<Instant, history::SystemEvent>>> request_log() = 0;
};

}  // namespace holdfast::harness::sut
