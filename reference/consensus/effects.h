// SPDX-License-Identifier: Apache-2.0
// What the consensus core takes in and what it asks its surroundings to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reference/consensus/messages.h"

namespace holdfast::reference::consensus {

/// Numbers of writes to disk, growing by one; 0: none.
using WriteId = std::uint64_t;
/// Chosen by whoever asks; comes back in the answer.
using RequestId = std::uint64_t;

enum class Role { follower, pre_candidate, candidate, leader };

namespace input {

struct TimerFired {};
struct Received {
    MemberId from;
    Message message;
};
/// The write of this number, and every earlier one, is on disk.
struct Synced {
    WriteId write = 0;
};
/// Append this command. Answered at once by Proposed or Refused.
struct Propose {
    RequestId id = 0;
    std::string command;
};
/// May a read be answered now (read index, thesis 6.4)? Answered by ReadReady or Refused.
struct Read {
    RequestId id = 0;
};
/// Add or remove one voter (thesis 4.1). Answered by Proposed or Refused.
struct ChangeMembership {
    RequestId id = 0;
    Membership wanted;
};
/// Hand the leadership to the most up-to-date other voter (thesis 3.10); no effect on a follower.
/// The leader accepts no proposals from then on, until the transfer has failed for one election
/// timeout.
struct TransferLeadership {};
/// The state machine as it was after the applied entry `last_index`: the log up to there may go.
struct Compact {
    Index last_index = 0;
    std::string state;
};

}  // namespace input

using Input =
    std::variant<input::TimerFired, input::Received, input::Synced, input::Propose, input::Read,
                 input::ChangeMembership, input::TransferLeadership, input::Compact>;

namespace effect {

/// Write to disk, in the order of the fields, then give back Synced. Later writes may be begun
/// before this one is on disk, but never overtake it. Entries that conflict with a snapshot are
/// void before it is there: never does a disk show them behind it.
struct Persist {
    WriteId write = 0;
    std::optional<HardState> hard_state;
    std::optional<Index> truncate_from;  ///< entries from here on are void
    std::optional<Snapshot> snapshot;    ///< entries up to its last_index go
    std::vector<Entry> append;
    bool operator==(const Persist&) const = default;
};
/// Send now.
struct Send {
    MemberId to;
    Message message;
    bool operator==(const Send&) const = default;
};
/// Send when `write` is on disk, not before: the promise is in the disk, not in the message.
struct SendAfterSync {
    WriteId write = 0;
    MemberId to;
    Message message;
    bool operator==(const SendAfterSync&) const = default;
};
/// Committed: hand these to the state machine, in order. Each index comes once, without gaps;
/// no-op and membership entries come too.
struct Apply {
    std::vector<Entry> entries;
    bool operator==(const Apply&) const = default;
};
/// The state machine is now this; the next Apply begins behind it.
struct Restore {
    Snapshot snapshot;
    bool operator==(const Restore&) const = default;
};
struct Proposed {
    RequestId id = 0;
    Index index = 0;
    Term term = 0;
    bool operator==(const Proposed&) const = default;
};
/// Not done, and never will be. `reason` names what stood in the way.
struct Refused {
    RequestId id = 0;
    std::string reason;
    bool operator==(const Refused&) const = default;
};
/// The read may be answered from a state machine that has applied `index`.
struct ReadReady {
    RequestId id = 0;
    Index index = 0;
    bool operator==(const ReadReady&) const = default;
};
/// Role, term or known leader changed. On ceasing to lead, nothing proposed since is certain to
/// be kept or lost.
struct RoleChanged {
    Role role = Role::follower;
    Term term = 0;
    std::optional<MemberId> leader;
    bool operator==(const RoleChanged&) const = default;
};

}  // namespace effect

using Effect = std::variant<effect::Persist, effect::Send, effect::SendAfterSync, effect::Apply,
                            effect::Restore, effect::Proposed, effect::Refused, effect::ReadReady,
                            effect::RoleChanged>;
using Effects = std::vector<Effect>;

}  // namespace holdfast::reference::consensus
