// SPDX-License-Identifier: Apache-2.0
// The reference's own consensus core as a system under test of the replication bench.
#pragma once

#include <cstdint>

#include "harness/replication/log_node.h"

namespace holdfast::harness::sut::reference_sim::consensus {

/// All members are voters; an election begins after 300 to 350 ms without a leader, a leader speaks
/// every 50 ms.
class ConsensusLog final : public replication::ReplicatedLog {
  public:
    /// Every so many entries a member replaces its log by a snapshot.
    explicit ConsensusLog(std::uint64_t compact_every = 8) : compact_every_(compact_every) {}
    std::string name() const override;
    std::unique_ptr<replication::LogNode> start(replication::Start start) const override;

  private:
    std::uint64_t compact_every_;
};

}  // namespace holdfast::harness::sut::reference_sim::consensus
