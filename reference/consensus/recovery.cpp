// SPDX-License-Identifier: Apache-2.0
// A member whose disk lost entries (Stored::damaged). With every entry that it had acknowledged to
// the leader of its term, or to an earlier one, it could vote as before. All of those that count
// are in the log of whoever leads after its start, so it waits until it has that log up to where it
// ended then. What the leader had committed then would not be enough: entries that this member
// acknowledged before may be committed later, once another follower acknowledges them too.
#include <algorithm>

#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

void Raft::State::note_recovery(const AppendEntries& request, Index agreed) {
    if (!recovery) {
        return;
    }
    if (recovery->told_in != request.term) {
        recovery = {.told_in = request.term, .target = request.last_index};
    }
    recovery->agreed = std::max(recovery->agreed, agreed);
    finish_recovery();
}

void Raft::State::finish_recovery() {
    const bool told = recovery && recovery->told_in > 0 && recovery->told_in == term();
    if (told && std::min(recovery->agreed, writes.durable()) >= recovery->target) {
        recovery.reset();
    }
}

}  // namespace holdfast::reference::consensus
