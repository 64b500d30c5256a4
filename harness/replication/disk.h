// SPDX-License-Identifier: Apache-2.0
// The simulated disk of one member: records in the order in which they reach it.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/replication/log_node.h"

namespace holdfast::harness::replication {

class SimDisk {
  public:
    static constexpr Duration usual_sync = 1ms;
    /// Time from a store to its being on disk, for what is stored from now on.
    Duration sync = usual_sync;

    /// When the record will be on disk; never before what was stored earlier.
    Instant store(Instant now, Record record, bool at_once);
    /// The process dies: what it stored finds its way to the disk without it.
    void process_died(Instant now);
    /// The power goes: what is not on disk by now is lost.
    void power_went(Instant now);
    /// What a new life finds.
    std::vector<Record> records() const;

  private:
    struct Kept {
        Instant on_disk;
        Record record;
    };

    std::vector<Kept> kept_;
    Instant last_;
};

}  // namespace holdfast::harness::replication
