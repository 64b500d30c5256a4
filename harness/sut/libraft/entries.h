// SPDX-License-Identifier: Apache-2.0
// Log entries and messages of libraft as values, and back into memory that the library owns.
#pragma once

#include <string>
#include <vector>

#include "harness/replication/log_node.h"
#include "harness/sut/libraft/library.h"

namespace holdfast::harness::sut::libraft {

struct Entry {
    raft_term term = 0;
    unsigned short type = 0;
    std::string payload;
};

std::vector<Entry> copy_of(const raft_entry entries[], std::size_t count);
/// In one batch, as the library frees it; null for none.
raft_entry* to_library(const std::vector<Entry>& entries);

/// A message whose pointers lead nowhere, and what they led to.
struct Rpc {
    raft_message fixed{};
    std::vector<Entry> entries;  ///< of an AppendEntries
};

Rpc copy_of(const raft_message& message);

/// An eight-byte payload.
raft_buffer to_payload(replication::Value value);
replication::Value value_of(const raft_buffer& payload);

}  // namespace holdfast::harness::sut::libraft
