// SPDX-License-Identifier: Apache-2.0
// A member's hard state, log and snapshot on a Disk. Every record carries its length and CRC-32C
// checksums; what does not fit them is never given back.
//
//   hard_state.a, hard_state.b   two copies, written one after the other, each whole
//   snapshot                     written whole
//   log-<first index>            records of entries; a new segment begins at 4 MiB
//   damaged                      there while acknowledged entries may be missing
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reference/consensus/effects.h"
#include "reference/storage/disk.h"
#include "reference/storage/hard_states.h"
#include "reference/storage/segmented_log.h"

namespace holdfast::reference::storage {

inline constexpr std::size_t segment_max = std::size_t{4} << 20U;

/// What was found at a start.
struct Opened {
    consensus::Stored stored;
    /// One sentence for each thing that was repaired, subject first: "log-17: 12 bytes of an
    /// unfinished record are cut off".
    std::vector<std::string> notes;
};

/// After an Error, of any call but open(), it does nothing more until it is opened anew: the disk
/// may hold a part of what was written, and a sync that failed once cannot be repeated.
class LogStore {
  public:
    /// `segment_size_max`: smaller in tests, which want many segments.
    explicit LogStore(Disk& disk, std::size_t segment_size_max = segment_max)
        : disk_(disk), hard_states_(disk), log_(disk, segment_size_max) {}

    /// Reads everything back. What it gives back is on disk for good, whoever wrote it.
    ///
    /// An unfinished record at the end was never acknowledged: it is cut off. A record that does
    /// not fit its checksums, or a missing segment in front of others, means that acknowledged
    /// entries are lost: everything from there on is thrown away and `stored.damaged` is set, on
    /// disk too, until clear_damage(). Both copies of the hard state spoilt, or a snapshot spoilt
    /// or missing in front of a log that needs it: an Error, with the way out.
    Result<Opened> open();

    /// Writes in the order of the fields. The log is not waited for; the rest is on disk when it
    /// returns, and everything that was written before it too.
    Result<void> write(const consensus::effect::Persist& persist);
    /// Everything that was written is on disk.
    Result<void> sync();
    /// The member is up to date again.
    Result<void> clear_damage();
    /// Throws everything away, for good, even when the power is cut in the middle.
    Result<void> erase();

  private:
    Result<std::optional<consensus::Snapshot>> read_snapshot(
        const std::vector<std::string>& files) const;
    Result<void> read_log(Opened& out);
    Result<void> erase_files();
    Result<void> unless_broken(const std::function<Result<void>()>& work);
    Result<void> write_parts(const consensus::effect::Persist& persist);
    Result<void> write_snapshot(const consensus::Snapshot& snapshot);

    Disk& disk_;
    HardStates hard_states_;
    SegmentedLog log_;
    std::optional<Error> trouble_ = failed("the log store is not open");
};

}  // namespace holdfast::reference::storage
