// SPDX-License-Identifier: Apache-2.0
// What members say to each other. Every message carries its sender's term (thesis 3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reference/consensus/entry.h"

namespace holdfast::reference::consensus {

/// "Would you vote for me?", asked without raising the term (thesis 9.6), and then "Vote for me"
/// (thesis 3.4).
struct RequestVote {
    Term term = 0;  ///< of the election; in a pre-vote the term that would follow
    bool pre_vote = false;
    /// The old leader asked for this election: a voter that hears a leader votes all the same
    /// (thesis 4.2.3).
    bool leadership_transfer = false;
    Index last_index = 0;
    Term last_term = 0;
    bool operator==(const RequestVote&) const = default;
};
struct Vote {
    Term term = 0;
    bool pre_vote = false;
    bool granted = false;
    bool operator==(const Vote&) const = default;
};

/// Replication and heartbeat (thesis 3.5). `round` numbers the leader's rounds for read index and
/// check-quorum; it comes back in the answer.
struct AppendEntries {
    Term term = 0;
    Index previous_index = 0;
    Term previous_term = 0;
    Index commit = 0;
    /// Where the leader's log ends. A member whose disk lost entries may have acknowledged, and so
    /// helped to commit, anything up to here: it votes again once it has all of that.
    Index last_index = 0;
    std::uint64_t round = 0;
    std::vector<Entry> entries;
    bool operator==(const AppendEntries&) const = default;
};
struct AppendEntriesResponse {
    Term term = 0;
    bool success = false;
    /// On success: the log agrees with the leader's up to here, and is on disk. Never beyond what
    /// the request covered.
    Index match = 0;
    /// On failure: where the leader may try next (thesis 3.5, last paragraph).
    Index conflict_index = 0;
    std::optional<Term> conflict_term;
    std::uint64_t round = 0;
    bool operator==(const AppendEntriesResponse&) const = default;
};

/// One piece of a snapshot (thesis 5.2).
struct InstallSnapshot {
    Term term = 0;
    Index last_index = 0;
    Term last_term = 0;
    Membership membership;
    std::uint64_t offset = 0;
    std::string data;
    bool done = false;
    std::uint64_t round = 0;
    bool operator==(const InstallSnapshot&) const = default;
};
struct InstallSnapshotResponse {
    Term term = 0;
    Index last_index = 0;
    std::uint64_t next_offset = 0;
    bool installed = false;
    std::uint64_t round = 0;
    bool operator==(const InstallSnapshotResponse&) const = default;
};

/// "Campaign now": leadership transfer (thesis 3.10).
struct TimeoutNow {
    Term term = 0;
    bool operator==(const TimeoutNow&) const = default;
};

using Message = std::variant<RequestVote, Vote, AppendEntries, AppendEntriesResponse,
                             InstallSnapshot, InstallSnapshotResponse, TimeoutNow>;

}  // namespace holdfast::reference::consensus
