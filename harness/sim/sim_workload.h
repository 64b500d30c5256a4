// SPDX-License-Identifier: Apache-2.0
// The load on a deployed system, as programs on the client and the observer; they end with it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/testbed.h"

namespace holdfast::harness::sim {

class ApiClientProgram;
class ConnectionClient;
class Network;
class ProbeClient;
struct Process;

class SimWorkload {
  public:
    static Result<std::unique_ptr<SimWorkload>> start(Network& network,
                                                      const topology::Topology& topology,
                                                      const WorkloadRequest& request);
    ~SimWorkload();
    SimWorkload(const SimWorkload&) = delete;
    SimWorkload& operator=(const SimWorkload&) = delete;

    bool all_answered(Duration window) const;
    bool api_answered(Duration window) const;
    void start_read_back(const std::vector<std::string>& controllers);
    bool read_back_done() const;
    workload::WorkloadRecord record() const;

  private:
    explicit SimWorkload(Network& network) : network_(network) {}
    bool is_read_back_through(const std::string& controller) const;
    void start_outbound(const topology::Topology& topology, const WorkloadRequest& request);

    Network& network_;
    Instant began_;
    ProbeClient* probes_ = nullptr;               // owned by its process
    ConnectionClient* connections_ = nullptr;     // likewise
    std::vector<ProbeClient*> outbound_;          // likewise, of each server
    std::vector<ApiClientProgram*> api_clients_;  // likewise
    std::vector<Process*> processes_;
    std::vector<std::string> read_back_through_;
};

}  // namespace holdfast::harness::sim
