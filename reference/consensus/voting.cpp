// SPDX-License-Identifier: Apache-2.0
// Being asked for a vote (thesis 3.4, 3.6.1, 4.2.3, 9.6).
#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

/// Nobody asks whether the candidate, or this member, is in the newest membership here: the
/// candidate may know a newer one (thesis 4.1).
void Raft::State::on(const MemberId& from, const RequestVote& request) {
    // Thesis 4.2.3: while a leader is heard its term stands; a member that was cut off, or removed,
    // cannot depose it. The leader itself may ask for the election (3.10).
    const bool ignored = hears_leader() && !request.leadership_transfer;
    if (ignored || request.term < term()) {
        send(from, Vote{.term = term(), .pre_vote = request.pre_vote});
        return;
    }
    if (request.pre_vote) {
        // A promise of nothing: neither term nor vote change.
        const bool granted = request.term > term() && grants(from, request);
        send(from, Vote{granted ? request.term : term(), true, granted});
        return;
    }
    if (request.term > term()) {
        become_follower(request.term, {});
    }
    const bool granted = grants(from, request);
    if (granted) {
        set_hard_state({.term = term(), .vote = from});
        wait_for_leader();
    }
    promise(from, Vote{term(), false, granted});
}

bool Raft::State::hears_leader() const {
    return leading || now < leader_heard + options.election_timeout();
}

bool Raft::State::grants(const MemberId& candidate, const RequestVote& request) const {
    // Entries that this member helped to commit may be missing from its log, so the comparison
    // below would prove nothing.
    if (recovery) {
        return false;
    }
    // Thesis 3.4: one vote a term.
    const bool may_vote = request.pre_vote || !hard_state.vote || *hard_state.vote == candidate;
    // Thesis 3.6.1: only a candidate that has every committed entry may win.
    return may_vote && log.no_newer_than(request.last_index, request.last_term);
}

}  // namespace holdfast::reference::consensus
