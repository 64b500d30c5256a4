// SPDX-License-Identifier: Apache-2.0
// The constant-rate UDP flows of a client: a thread of its own sends them on a fixed grid and logs
// every reply with the kernel's stamp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "harness/mininet/net_namespace.h"
#include "harness/workload/record.h"

namespace holdfast::harness::mininet {

struct FlowPlan {
    std::string service;
    Ipv4Address source;
    Ipv4Address destination;
    std::uint16_t destination_port = 0;
    const NetNamespace* from = nullptr;  ///< whose sockets; null: the client's
};

class ProbeFlows {
  public:
    /// Sockets are the namespace's. Flow ids are indices; their sending times are spread over the
    /// interval.
    static Result<std::unique_ptr<ProbeFlows>> start(const NetNamespace& client,
                                                     const std::vector<FlowPlan>& plans,
                                                     Duration interval, Duration epoch);
    ProbeFlows(const ProbeFlows&) = delete;
    ProbeFlows& operator=(const ProbeFlows&) = delete;
    ~ProbeFlows();

    /// In every flow, each packet sent between `from` and `to` has its reply, and there was one.
    bool answered(Instant from, Instant to) const;
    /// Stops sending, waits for what is still on its way (200 ms at most), and hands the log over.
    std::vector<workload::ProbeFlow> stop();

  private:
    struct State;
    explicit ProbeFlows(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::harness::mininet
