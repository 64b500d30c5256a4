// SPDX-License-Identifier: Apache-2.0
// Which role the member has (thesis 3.3, figure 3.3).
#include <utility>

#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

void Raft::State::set_hard_state(HardState changed) {
    if (changed != hard_state) {
        hard_state = std::move(changed);
        writes.hard_state(hard_state);
    }
}

void Raft::State::become_follower(Term new_term, const std::optional<MemberId>& new_leader) {
    if (leading) {
        step_down();
    }
    if (new_term > term()) {
        set_hard_state({.term = new_term});
    }
    role = Role::follower;
    leader = new_leader;
}

void Raft::State::become_leader() {
    role = Role::leader;
    leader = options.self;
    incoming.reset();
    leading.emplace(now, log.last_index() + 1);
    // Thesis 6.4: an entry of the new term, so that everything before it gets committed and the
    // leader learns what is.
    append({.kind = Entry::Kind::no_op});
    follow_membership();
    send_heartbeats();
}

/// Whoever led and does not know a better leader tries again soon: its log may be the best.
void Raft::State::step_down() {
    refuse_reads();
    leading.reset();
    role = Role::follower;
    leader.reset();
    wait_for_votes();
}

}  // namespace holdfast::reference::consensus
