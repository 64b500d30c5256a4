// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/consensus/consensus_log.h"

#include "harness/sut/reference_sim/consensus/consensus_node.h"

namespace holdfast::harness::sut::reference_sim::consensus {

std::string ConsensusLog::name() const {
    return "holdfast's consensus core";
}

std::unique_ptr<replication::LogNode> ConsensusLog::start(replication::Start start) const {
    return std::make_unique<ConsensusNode>(start, compact_every_);
}

}  // namespace holdfast::harness::sut::reference_sim::consensus
