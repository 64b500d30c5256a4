// SPDX-License-Identifier: Apache-2.0
// A member's hard state, log and snapshot on a Disk. Every record carries its length and a CRC-32C
// of what it holds; what does not fit its checksum is never given back.
//
//   hard_state.a, hard_state.b   written in turn, each whole: the newer that is intact counts
//   snapshot                     written aside, then renamed
//   log-<first index>            records of entries; a new segment begins at 4 MiB
#pragma once

#include <string>
#include <vector>

#include "reference/consensus/effects.h"
#include "reference/storage/disk.h"

namespace holdfast::reference::storage {

/// What was found at a start.
struct Opened {
    consensus::Stored stored;
    /// One sentence for each thing that was repaired, subject first: "log-17: 12 bytes of an
    /// unfinished record are cut off".
    std::vector<std::string> notes;
};

class LogStore {
  public:
    explicit LogStore(Disk& disk) : disk_(disk) {}

    /// Reads everything back. An unfinished record at the end was never acknowledged: it is cut
    /// off. A record in front of others that does not fit its checksum, or a missing segment, means
    /// that acknowledged entries are lost: everything from there on is thrown away and
    /// `stored.damaged` is set, on disk too, until clear_damage(). Both copies of the hard state
    /// spoilt, or a snapshot spoilt while entries behind it are needed: an Error, with the way out
    /// (remove the node's state and let it join anew).
    Result<Opened> open();

    /// Writes without waiting for the disk, except for hard state and snapshot, which are on disk
    /// when it returns.
    Result<void> write(const consensus::effect::Persist& persist);
    /// Everything that was written is on disk.
    Result<void> sync();
    /// The member is up to date again.
    Result<void> clear_damage();

  private:
    Disk& disk_;
    std::uint64_t hard_states_written_ = 0;
    std::vector<consensus::Index> segments_;  ///< first index of each, oldest first
    std::uint64_t segment_size_ = 0;          ///< bytes in the newest
    bool unsynced_ = false;
};

}  // namespace holdfast::reference::storage
