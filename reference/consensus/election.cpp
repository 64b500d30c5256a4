// SPDX-License-Identifier: Apache-2.0
// Asking for votes (thesis 3.4), first without raising the term (9.6).
#include "reference/consensus/quorum.h"
#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

/// A member that never was a voter, or was removed, waits silently; so does one whose disk lost
/// entries. Thesis 4.2.2: while its removal is not committed it is still needed, because its log
/// may be the only one with which a quorum votes.
bool Raft::State::may_campaign() const {
    return log.votes_since(committed, options.self) && !recovery;
}

bool Raft::State::sole_voter() const {
    return log.membership().voters == std::vector{options.self};
}

/// Thesis 3.4: random, so that members seldom campaign together.
void Raft::State::wait_for_leader() {
    const Duration spread(rng.between(0, options.heartbeat_period.count()));
    campaign_at = now + options.election_timeout() + spread;
}

void Raft::State::wait_for_votes() {
    campaign_at = now + Duration(rng.between(options.vote_timeout_min.count(),
                                             options.vote_timeout_max.count()));
}

void Raft::State::campaign() {
    leader.reset();
    wait_for_votes();
    if (role == Role::candidate && !writes.is_synced(own_vote)) {
        return;  // a slow disk: another term would only be written after this one
    }
    // Thesis 9.6: a member that could not win does not disturb the others with a new term.
    ask_for_votes(Role::pre_candidate, false);
}

/// `handed_over`: the leader of the term before asked for this election.
void Raft::State::elect(bool handed_over) {
    leader.reset();
    wait_for_votes();
    set_hard_state({.term = term() + 1, .vote = options.self});
    own_vote = writes.newest();
    ask_for_votes(Role::candidate, handed_over);
}

void Raft::State::ask_for_votes(Role as, bool handed_over) {
    role = as;
    votes.clear();
    const bool pre_vote = as == Role::pre_candidate;
    const RequestVote request{.term = term() + (pre_vote ? 1 : 0),
                              .pre_vote = pre_vote,
                              .leadership_transfer = handed_over,
                              .last_index = log.last_index(),
                              .last_term = log.last_term()};
    for (const MemberId& voter : log.membership().voters) {
        if (voter != options.self && pre_vote) {
            send(voter, request);
        } else if (voter != options.self) {
            promise(voter, request);
        }
    }
    count_votes();
}

/// The own vote is like any other: in an election it counts once it is on disk.
void Raft::State::count_votes() {
    if (role == Role::pre_candidate || writes.is_synced(own_vote)) {
        votes.insert(options.self);
    }
    const bool won =
        reached_by_quorum(log.membership(), [&](const MemberId& m) { return votes.contains(m); });
    if (!won) {
        return;
    }
    if (role == Role::pre_candidate) {
        elect(false);
    } else {
        become_leader();
    }
}

void Raft::State::on(const MemberId& from, const Vote& vote) {
    const bool pre_vote = role == Role::pre_candidate && vote.term == term() + 1;
    const bool real_vote = role == Role::candidate && vote.term == term();
    if (vote.granted && (vote.pre_vote ? pre_vote : real_vote)) {
        votes.insert(from);
        count_votes();
    }
}

}  // namespace holdfast::reference::consensus
