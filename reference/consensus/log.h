// SPDX-License-Identifier: Apache-2.0
// The log of one member in memory: entries behind a snapshot (thesis 3.5, 5), and the membership
// that the newest of them put in force (4.1).
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "reference/consensus/entry.h"

namespace holdfast::reference::consensus {

class Log {
  public:
    Log(std::optional<Snapshot> snapshot, const std::vector<Entry>& entries);

    const Snapshot& snapshot() const { return snapshot_; }  ///< at index 0 when there was none
    Index first_index() const { return snapshot_.last_index + 1; }
    Index last_index() const { return snapshot_.last_index + entries_.size(); }
    Term last_term() const;
    /// None in front of the snapshot's last entry and behind the log's.
    std::optional<Term> term_at(Index index) const;
    const Entry& at(Index index) const;
    /// Entries from `first` on, at least one if there is one, then as many as the limits allow.
    std::vector<Entry> slice(Index first, std::size_t count_max, std::size_t bytes_max) const;
    /// Thesis 3.6.1: which of two logs is more up to date.
    bool no_newer_than(Index other_last_index, Term other_last_term) const;
    /// Of the entries with the term of `index` that follow one another there, the first.
    Index first_of_term_at(Index index) const;
    /// The last entry whose term is at most this; the snapshot's at least.
    Index last_up_to_term(Term term) const;

    void append(Entry entry);
    void truncate_from(Index first);
    /// Entries up to `last_index`, which must be in the log, become a snapshot.
    void compact(Index last_index, std::string state);
    /// Thesis 5: takes the place of what it covers. Entries behind it stay only if the log has its
    /// last entry; true if so.
    bool install(Snapshot snapshot);

    const Membership& membership() const { return memberships_.back().membership; }
    Index membership_index() const { return memberships_.back().index; }
    const Membership& membership_at(Index index) const;
    /// In force at this index, or at any later one.
    bool votes_since(Index index, const MemberId& member) const;

  private:
    struct InForce {
        Index index;
        Membership membership;
    };

    void note_membership(const Entry& entry);
    std::vector<InForce>::const_iterator in_force_at(Index index) const;

    Snapshot snapshot_;
    std::deque<Entry> entries_;
    std::vector<InForce> memberships_;  ///< the snapshot's, then those of entries, oldest first
};

}  // namespace holdfast::reference::consensus
