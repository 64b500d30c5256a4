// SPDX-License-Identifier: Apache-2.0
// UDP probe flows at a constant rate, and the receiver's log of what came back.
#pragma once

#include <optional>
#include <vector>

#include "harness/sim/program.h"
#include "harness/workload/record.h"

namespace holdfast::harness::sim {

class ProbeClient : public Program {
  public:
    /// Each flow with id, service, addresses, ports and interval; the rest is filled in here. Ids
    /// follow each other.
    explicit ProbeClient(std::vector<workload::ProbeFlow> flows);

    void start(ProgramContext& context) override;
    void receive(const Datagram& datagram) override;
    void terminate() override { context_->exit(); }

    const std::vector<workload::ProbeFlow>& flows() const { return flows_; }
    /// Every packet sent in [from, to] has a reply, and every flow sent some.
    bool all_answered(Instant from, Instant to) const;

  private:
    bool flow_answered(std::size_t flow, Instant from, Instant to) const;
    void send(std::size_t flow);

    std::vector<workload::ProbeFlow> flows_;
    std::vector<std::vector<bool>> replied_;   // by flow and sequence number
    mutable std::size_t last_unanswered_ = 0;  // asked first: it is likely to be unanswered still
    ProgramContext* context_ = nullptr;
};

}  // namespace holdfast::harness::sim
