// SPDX-License-Identifier: Apache-2.0
// Clients of the control plane's REST API, in a process of their own (holdfast-api-client) inside a
// node's network namespace.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/workload/api_plan.h"

namespace holdfast::harness::mininet {

class ApiClients {
  public:
    /// In the calling thread's network namespace. What the program complains of is in `log`.
    static Result<std::unique_ptr<ApiClients>> start(const workload::ApiPlan& plan,
                                                     const std::string& log);
    ApiClients(const ApiClients&) = delete;
    ApiClients& operator=(const ApiClients&) = delete;
    ~ApiClients();

    /// Every client that writes or reads began a call at `since` or later that was answered with
    /// success.
    bool answered(Instant since) const;
    /// Clients that write and read stop, those that read back through one of these controllers
    /// begin.
    Result<void> read_back(const std::vector<std::string>& controllers);
    bool read_back_done() const;
    /// Ends the clients. All calls by client, in order of invocation.
    Result<std::vector<workload::ApiCall>> stop();

  private:
    struct State;
    explicit ApiClients(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::harness::mininet
