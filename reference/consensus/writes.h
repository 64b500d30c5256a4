// SPDX-License-Identifier: Apache-2.0
// What one step wants on disk, gathered into one Persist, and how far earlier ones have got. All
// that a member promises to others rests on this.
#pragma once

#include <deque>
#include <optional>

#include "reference/consensus/effects.h"

namespace holdfast::reference::consensus {

class Writes {
  public:
    /// `last_index`: where the log ended that the disk gave back.
    explicit Writes(Index last_index) : durable_(last_index) {}

    void hard_state(const HardState& hard_state) { begin().hard_state = hard_state; }
    void append(const Entry& entry) { begin().append.push_back(entry); }
    void truncate_from(Index first);
    /// `log_continues`: entries behind the snapshot stay; otherwise none of the log does.
    void snapshot(const Snapshot& snapshot, bool log_continues);

    /// The Persist of this step, if it needs one. `last_index`: where the log ends now.
    std::optional<effect::Persist> take(Index last_index);
    void synced(WriteId write);

    WriteId newest() const { return newest_; }  ///< that of this step, once something is in it
    bool all_synced() const { return synced_ == newest_; }
    bool is_synced(WriteId write) const { return write <= synced_; }
    /// The log is on disk up to here.
    Index durable() const { return durable_; }

  private:
    struct Begun {
        WriteId write;
        Index last_index;  ///< of the log that this write leaves behind
    };

    effect::Persist& begin();
    void void_from(Index first);

    WriteId newest_ = 0;
    WriteId synced_ = 0;
    Index durable_;
    std::deque<Begun> begun_;
    std::optional<effect::Persist> gathered_;
};

}  // namespace holdfast::reference::consensus
