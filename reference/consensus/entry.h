// SPDX-License-Identifier: Apache-2.0
// What members of the cluster agree on, and what each of them must keep on disk (Ongaro's thesis,
// figure 3.1: currentTerm, votedFor, log[]).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"

namespace holdfast::reference::consensus {

using MemberId = Id<struct MemberTag>;  ///< a controller node's name
using Term = std::uint64_t;             ///< 0: before the first election
using Index = std::uint64_t;            ///< 0: before the first entry

/// Who votes. Changed by one member at a time (thesis 4.1).
struct Membership {
    std::vector<MemberId> voters;  ///< sorted, without doubles
    bool contains(const MemberId& member) const {
        return std::binary_search(voters.begin(), voters.end(), member);
    }
    std::size_t quorum() const { return voters.size() / 2 + 1; }
    bool operator==(const Membership&) const = default;
};

struct Entry {
    enum class Kind {
        no_op,      ///< first entry of a leader's term (thesis 6.4)
        command,    ///< payload: for the state machine
        membership  ///< in force from the moment it stands in a log, committed or not (thesis 4.1)
    };
    Index index = 0;
    Term term = 0;
    Kind kind = Kind::command;
    std::string payload;    ///< of a command
    Membership membership;  ///< of a membership entry
    bool operator==(const Entry&) const = default;
};

struct HardState {
    Term term = 0;
    std::optional<MemberId> vote;  ///< given in `term`
    bool operator==(const HardState&) const = default;
};

/// The state machine after `last_index`; takes the place of every entry up to there (thesis 5).
struct Snapshot {
    Index last_index = 0;
    Term last_term = 0;
    Membership membership;
    std::string state;
    bool operator==(const Snapshot&) const = default;
};

/// What a disk gave back at a start.
struct Stored {
    HardState hard_state;
    std::optional<Snapshot> snapshot;
    std::vector<Entry> entries;  ///< behind the snapshot, without gaps
    /// Entries that had been acknowledged may be missing (the disk's checksums say so): the member
    /// must neither vote nor campaign until a leader has brought it up to date again.
    bool damaged = false;
};

}  // namespace holdfast::reference::consensus
