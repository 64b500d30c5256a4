// SPDX-License-Identifier: Apache-2.0
// TCP clients of the services: connections that are kept busy, and new ones at a steady pace.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/sim/program.h"
#include "harness/workload/record.h"

namespace holdfast::harness::sim {

class ConnectionClient : public Program {
  public:
    struct Service {
        std::string name;
        Endpoint end;
    };
    struct Plan {
        std::vector<Service> services;
        int kept = 0;         ///< connections a service
        Duration interval{};  ///< between new short ones a service; 0: none
    };
    explicit ConnectionClient(Plan plan) : plan_(std::move(plan)) {}

    void start(ProgramContext& context) override;
    void stream(const StreamEvent& event) override;
    void terminate() override { context_->exit(); }

    const std::vector<workload::Connection>& connections() const { return connections_; }
    /// Every service answered a short connection that was opened since `from`. True without short
    /// connections.
    bool all_answered(Instant from) const;

  private:
    /// A connection's place in connections_, the service it goes to, and what it waits for.
    struct Live {
        std::size_t record = 0;
        std::size_t service = 0;
        bool kept = false;  ///< to be kept once it is established
        TimerId patience = 0;
    };

    void open(std::size_t service, bool kept);
    void open_short(std::size_t service);
    void send(StreamId stream);
    void wait(StreamId stream, Live& live);
    void out_of_patience(StreamId stream);
    void end(StreamId stream, workload::Connection::End how);
    void take_answer(StreamId stream, Live& live);

    Plan plan_;
    std::vector<workload::Connection> connections_;
    std::map<StreamId, Live> live_;
    std::vector<std::optional<Instant>> last_answered_;  // by service: when that one was opened
    ProgramContext* context_ = nullptr;
};

}  // namespace holdfast::harness::sim
