// SPDX-License-Identifier: Apache-2.0
// Asks by ARP, again and again, who owns each watched address; the capture has the answers.
#pragma once

#include <vector>

#include "harness/sim/program.h"
#include "harness/testbed.h"

namespace holdfast::harness::sim {

class OwnerProber : public Program {
  public:
    OwnerProber(std::vector<WorkloadRequest::WatchedAddress> watched, Duration interval)
        : watched_(std::move(watched)), interval_(interval) {}

    void start(ProgramContext& context) override;
    void terminate() override { context_->exit(); }

  private:
    void ask();

    std::vector<WorkloadRequest::WatchedAddress> watched_;
    Duration interval_;
    ProgramContext* context_ = nullptr;
};

}  // namespace holdfast::harness::sim
