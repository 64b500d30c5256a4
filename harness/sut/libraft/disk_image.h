// SPDX-License-Identifier: Apache-2.0
// What a member of libraft keeps on disk, as the records that it writes.
#pragma once

#include <variant>
#include <vector>

#include "harness/replication/log_node.h"
#include "harness/sut/libraft/entries.h"

namespace holdfast::harness::sut::libraft {

/// A new term; no vote is given in it yet.
struct TermRecord {
    raft_term term = 0;
};
struct VoteRecord {
    raft_id vote = 0;
};
struct AppendRecord {
    std::vector<Entry> entries;
};
/// The entries from this index on are void.
struct TruncateRecord {
    raft_index from = 0;
};
using DiskRecord = std::variant<TermRecord, VoteRecord, AppendRecord, TruncateRecord>;

struct DiskImage {
    raft_term term = 0;
    raft_id vote = 0;
    std::vector<Entry> entries;  ///< the first has index 1

    void write(const DiskRecord& record);
};

/// Each of them holds a DiskRecord.
DiskImage read_back(const std::vector<replication::Record>& records);

}  // namespace holdfast::harness::sut::libraft
