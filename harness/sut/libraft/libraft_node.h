// SPDX-License-Identifier: Apache-2.0
// One life of one member of libraft: what the library asks of its raft_io becomes effects, and
// inputs become its callbacks.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/rng.h"
#include "harness/sut/libraft/disk_image.h"
#include "harness/sut/libraft/process_memory.h"

namespace holdfast::harness::sut::libraft {

class LibraftNode final : public replication::LogNode {
  public:
    explicit LibraftNode(const replication::Start& start);

    replication::Effects step(Instant now, const replication::Input& input) override;
    std::optional<Instant> next_timeout() const override { return next_tick_; }
    replication::Leadership leadership() const override;

  private:
    friend struct Io;   // the library's calls into its raft_io
    friend struct Fsm;  // and into its state machine and its requests' callbacks

    /// Callbacks of the library for one that it waits for.
    struct Send {
        raft_io_send* request;
        raft_io_send_cb done;
    };
    struct Append {
        std::uint64_t stores;
        raft_io_append* request;
        raft_io_append_cb done;
    };
    template <class LibraryRequest>
    struct Request {
        LibraftNode* node = nullptr;
        replication::OperationId operation = 0;
        LibraryRequest raft{};
    };
    using Outcome = replication::effect::Answered::Outcome;

    void connect_io();
    void bootstrap(std::uint32_t members);
    void take(const replication::input::Started&) {}
    void take(const replication::input::TimerFired&);
    void take(const replication::input::Received& received);
    void take(const replication::input::Stored& stored);
    void take(const replication::input::Write& write);
    void take(const replication::input::Read& read);
    void store(DiskRecord record, bool at_once);
    void finish_sends();
    void answer(replication::OperationId operation, Outcome outcome, int status);

    ProcessMemory memory_;
    std::vector<std::string> addresses_;  ///< by member number
    Instant now_;
    Rng rng_;
    DiskImage image_;  ///< as it was found
    replication::Effects effects_;
    std::uint64_t stores_ = 0;
    std::optional<Instant> next_tick_;
    Duration tick_period_{};
    raft_io_tick_cb tick_ = nullptr;
    raft_io_recv_cb receive_ = nullptr;
    std::deque<Send> sends_;
    std::deque<Append> appends_;
    std::map<replication::OperationId, Request<ApplyRequest>> writes_;
    std::map<replication::OperationId, Request<BarrierRequest>> reads_;
    raft_io io_{};
    raft_fsm fsm_{};
    struct raft raft_ {};
};

}  // namespace holdfast::harness::sut::libraft
