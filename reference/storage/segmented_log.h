// SPDX-License-Identifier: Apache-2.0
// The entries behind a snapshot, in segments: a new file begins when the newest is full, and files
// whose entries the snapshot covers go.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reference/consensus/entry.h"
#include "reference/storage/disk.h"

namespace holdfast::reference::storage {

class SegmentedLog {
  public:
    SegmentedLog(Disk& disk, std::size_t segment_max) : disk_(disk), segment_max_(segment_max) {}

    struct Found {
        std::vector<consensus::Entry> entries;
        std::vector<std::string> notes;
        /// Acknowledged entries are lost: what is wrong where. `entries` are those in front.
        std::optional<std::string> damage;
    };
    /// Changes nothing on the disk. `base`: the snapshot's last index, 0 without one.
    Result<Found> read(consensus::Index base);
    /// Takes from the disk what read() did not give back. What it gave back is on disk for good.
    Result<void> settle();

    /// Entries that follow on the last; on disk after sync().
    Result<void> append(const std::vector<consensus::Entry>& entries);
    Result<void> sync();
    /// Entries from `index` on go. On disk when it returns.
    Result<void> truncate_from(consensus::Index index);
    /// A snapshot on disk covers all up to `base`.
    Result<void> drop_until(consensus::Index base);

    consensus::Index base() const { return base_; }

  private:
    Result<void> read_next(consensus::Index first, bool newest, Found& out);
    Result<void> begin_segment(consensus::Index first);
    Result<void> flush(std::string& buffer);
    Result<void> remove_all();

    Disk& disk_;
    std::size_t segment_max_;
    consensus::Index base_ = 0;
    consensus::Index last_ = 0;               ///< of the newest entry; base_ when there is none
    std::vector<consensus::Index> segments_;  ///< first index of each, oldest first
    std::size_t newest_size_ = 0;             ///< bytes
    bool unsynced_ = false;
    std::vector<consensus::Index> void_;  ///< segments for settle() to remove, oldest first
    std::string newest_;                  ///< the newest segment as settle() leaves it
};

}  // namespace holdfast::reference::storage
