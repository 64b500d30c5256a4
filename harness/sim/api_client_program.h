// SPDX-License-Identifier: Apache-2.0
// An API client on the simulated operator's node: requests and answers are lines of JSON over one
// connection (harness/workload/api_message.h), kept alive as long as it lasts.
#pragma once

#include <optional>

#include "harness/sim/program.h"
#include "harness/workload/api_client.h"

namespace holdfast::harness::sim {

class ApiClientProgram : public Program {
  public:
    explicit ApiClientProgram(workload::ApiClientPlan plan) : client_(std::move(plan)) {}

    void start(ProgramContext& context) override;
    void stream(const StreamEvent& event) override;
    void terminate() override { context_->exit(); }

    /// A client that reads back begins; any other stops after what it has under way.
    void read_back();
    bool reads_back() const {
        return client_.plan().kind == workload::ApiClientPlan::Kind::read_back;
    }
    const workload::ApiClient& client() const { return client_; }

  private:
    void ask();
    void send();
    void lost(bool sent, const std::string& why);
    void out_of_patience();
    void go_on();

    workload::ApiClient client_;
    ProgramContext* context_ = nullptr;
    bool stopped_ = false;
    std::optional<StreamId> stream_;
    bool open_ = false;
    std::uint64_t requests_ = 0;
    std::optional<workload::ApiRequest> waiting_;  ///< for its connection
    bool awaiting_ = false;                        ///< sent, not answered
    TimerId patience_ = 0;
};

}  // namespace holdfast::harness::sim
