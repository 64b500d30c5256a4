// SPDX-License-Identifier: Apache-2.0
// Reads without entries in the log (thesis 6.4), and how long a leader may rely on being the only
// one (6.4.1).
#include <algorithm>

#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

void Raft::State::take(const input::Read& read) {
    if (!leading) {
        return refuse(read.id, "this member does not lead");
    }
    // A fresh leader does not know yet what is committed: all of it once its no-op is (6.4).
    leading->reads.add({.id = read.id,
                        .index = std::max(committed, leading->no_op),
                        .round = leading->rounds.newest() + 1});
    answer_reads();
}

/// A round serves every read that came before it began. The next begins when this one is answered,
/// at the latest with the next heartbeat.
void Raft::State::answer_reads() {
    const Rounds& rounds = leading->rounds;
    if (rounds.confirmed() == rounds.newest() && leading->reads.wait_for(rounds.newest() + 1)) {
        begin_round();
    }
    for (const PendingReads::Read& read :
         leading->reads.take_ready(rounds.confirmed(), committed)) {
        effects.push_back(effect::ReadReady{read.id, read.index});
    }
}

void Raft::State::refuse_reads() {
    for (const PendingReads::Read& read : leading->reads.take_all()) {
        refuse(read.id, "this member does not lead any more");
    }
}

/// A voter that answered a round votes for nobody else for an election timeout after it, which is
/// later than the round began (4.2.3). Whoever a leader hands over to may be voted for at once, and
/// a leader that removed itself may leave a single voter, who needs no votes.
std::optional<Instant> Raft::State::lease_until() const {
    const bool leaves = leading && ((leading->transfer && leading->transfer->told) ||
                                    !log.membership().contains(options.self));
    if (!leading || leaves || leading->rounds.confirmed() == 0) {
        return {};
    }
    return leading->rounds.confirmed_begun() + options.lease();
}

}  // namespace holdfast::reference::consensus
