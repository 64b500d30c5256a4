// SPDX-License-Identifier: Apache-2.0
// One run in progress: the hosts, the network between them, and the clients. The nemesis acts on
// it (nemesis.h).
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "harness/replication/host.h"
#include "harness/replication/network.h"

namespace holdfast::harness::replication {

class Run {
  public:
    Run(const ReplicatedLog& make, const Schedule& schedule);
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    Agenda agenda;
    History history;
    SimNetwork network;

    Host& host(Member member) { return hosts_[member.number - 1]; }
    /// Of the highest term, when several believe that they lead.
    std::optional<Member> leader() const;

    void start_members();
    void ask(OperationId operation, Operation::Kind kind, const Target& to);
    void crash(Member member, bool power_cut);
    /// Writes until a write is acknowledged and everywhere applied, or until the limit.
    void settle(OperationId first_unused, Duration limit);
    /// Whoever still waits for an answer goes home without one.
    void end_operations();

  private:
    struct Pending {
        Operation::Kind kind = Operation::Kind::write;
        Member at;
    };

    void deliver(Member from, const effect::Send& send);
    void answered(const Host& by, const effect::Answered& answer);
    void complete(OperationId operation, const effect::Answered& answer, std::vector<Value> read);
    void write_to_settle(OperationId operation);
    bool settled() const;

    Host::Surroundings surroundings_;
    std::deque<Host> hosts_;
    std::map<OperationId, Pending> pending_;
    OperationId settling_from_ = 0;
    std::optional<Value> acknowledged_;  ///< a write after all was healed
};

}  // namespace holdfast::harness::replication
