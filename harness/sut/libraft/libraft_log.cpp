// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/libraft/libraft_log.h"

#include "harness/sut/libraft/libraft_node.h"

namespace holdfast::harness::sut::libraft {

std::string LibraftLog::name() const {
    return "libraft " HOLDFAST_LIBRAFT_VERSION;
}

std::unique_ptr<replication::LogNode> LibraftLog::start(replication::Start start) const {
    return std::make_unique<LibraftNode>(start);
}

}  // namespace holdfast::harness::sut::libraft
