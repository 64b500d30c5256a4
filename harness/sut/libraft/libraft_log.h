// SPDX-License-Identifier: Apache-2.0
// Debian's libraft as a system under test: the library as installed, driven through its own
// raft_io.
#pragma once

#include "harness/replication/log_node.h"

namespace holdfast::harness::sut::libraft {

/// Voters without snapshots and with the library's own choices, except for shorter timers: an
/// election begins after 300 to 600 ms without a leader, a leader speaks every 30 ms.
class LibraftLog final : public replication::ReplicatedLog {
  public:
    std::string name() const override;
    std::unique_ptr<replication::LogNode> start(replication::Start start) const override;
};

}  // namespace holdfast::harness::sut::libraft
