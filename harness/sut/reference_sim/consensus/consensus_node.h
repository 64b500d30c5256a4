// SPDX-License-Identifier: Apache-2.0
// One life of one member: the core with a state machine that is a list of values.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "harness/replication/log_node.h"
#include "harness/sut/reference_sim/consensus/stored.h"
#include "reference/consensus/raft.h"

namespace holdfast::harness::sut::reference_sim::consensus {

class ConsensusNode final : public replication::LogNode {
  public:
    ConsensusNode(const replication::Start& start, std::uint64_t compact_every);

    replication::Effects step(Instant now, const replication::Input& input) override;
    std::optional<Instant> next_timeout() const override { return raft_.next_timeout(); }
    replication::Leadership leadership() const override;

  private:
    using Outcome = replication::effect::Answered::Outcome;
    struct Write {
        replication::OperationId operation = 0;
        core::Term term = 0;
    };
    struct Kept {
        std::uint64_t stores = 0;
        core::WriteId write = 0;
    };
    struct Promise {
        core::WriteId write = 0;
        replication::effect::Send send;
    };

    ConsensusNode(const replication::Start& start, core::Stored stored,
                  std::uint64_t compact_every);

    void take(const replication::input::Started& started);
    void take(const replication::input::TimerFired& fired);
    void take(const replication::input::Received& received);
    void take(const replication::input::Stored& stored);
    void take(const replication::input::Write& write);
    void take(const replication::input::Read& read);

    void give(const core::Input& input);
    void carry_out(const core::effect::Persist& persist);
    void carry_out(const core::effect::Send& send);
    void carry_out(const core::effect::SendAfterSync& send);
    void carry_out(const core::effect::Apply& apply);
    void carry_out(const core::effect::Restore& restore);
    void carry_out(const core::effect::Proposed& proposed);
    void carry_out(const core::effect::Refused& refused);
    void carry_out(const core::effect::ReadReady& ready);
    void carry_out(const core::effect::RoleChanged&) {}

    void apply(const core::Entry& entry);
    void answer_reads();
    void compact_when_due();
    void answer(replication::OperationId operation, Outcome outcome, std::string reason = "");

    std::uint64_t compact_every_;
    core::Raft raft_;
    Instant now_;
    std::vector<replication::Value> values_;
    core::Index applied_ = 0;
    core::Index compacted_ = 0;
    std::uint64_t stores_ = 0;
    std::deque<Kept> on_the_way_;   ///< to the disk
    std::deque<Promise> promises_;  ///< messages that wait for the disk
    std::map<core::Index, Write> writes_;
    std::multimap<core::Index, replication::OperationId> reads_;
    replication::Effects effects_;
};

}  // namespace holdfast::harness::sut::reference_sim::consensus
