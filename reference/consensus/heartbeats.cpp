// SPDX-License-Identifier: Apache-2.0
// Rounds of messages to all followers, and a leader that nobody answers (thesis 6.2).
#include <algorithm>

#include "reference/consensus/quorum.h"
#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

void Raft::State::fire_leader_timers() {
    // Thesis 6.2: a leader that no quorum answers gives up, so that its clients look for another.
    if (now >= quorum_deadline()) {
        return become_follower(term(), {});
    }
    if (leading->transfer && now >= leading->transfer->deadline) {
        give_up_transfer();
    }
    if (leading && now >= leading->heartbeat_due) {
        send_heartbeats();
    }
}

/// To everybody, also while entries flow, and again what was lost on its way.
void Raft::State::send_heartbeats() {
    leading->heartbeat_due = now + options.heartbeat_period;
    leading->rounds.begin(now);
    for (auto& [member, progress] : leading->followers) {
        progress.waiting = false;
        if (!replicate(member, progress)) {
            send_append(member, progress, {});
        }
    }
    if (leading->transfer) {
        tell_successor();
    }
    confirm_round();
}

/// Between heartbeats, for reads: nothing is repeated.
void Raft::State::begin_round() {
    leading->rounds.begin(now);
    for (auto& [member, progress] : leading->followers) {
        settle_mode(progress);
        send_append(member, progress, {});
    }
    confirm_round();
}

/// An answer to this leadership, from a follower that it still has; null otherwise. Even a refusal
/// shows that the follower knows no newer leader.
Progress* Raft::State::heard(const MemberId& from, Term its_term, std::uint64_t round) {
    if (!leading || its_term != term() || !leading->followers.contains(from)) {
        return nullptr;
    }
    Progress& progress = leading->followers.at(from);
    progress.last_heard = now;
    progress.acknowledged_round = std::max(progress.acknowledged_round, round);
    confirm_round();
    return &progress;
}

void Raft::State::confirm_round() {
    leading->rounds.confirm(reached_by_quorum(log.membership(), [&](const MemberId& m) {
        return m == options.self ? leading->rounds.newest()
                                 : leading->followers.at(m).acknowledged_round;
    }));
}

Instant Raft::State::quorum_deadline() const {
    return sole_voter() ? Instant::never()
                        : leading->rounds.confirmed_begun() + options.election_timeout();
}

}  // namespace holdfast::reference::consensus
