// SPDX-License-Identifier: Apache-2.0
// Which entries are committed (thesis 3.5, 3.6.2), and what happens to them.
#include "base/check.h"
#include "reference/consensus/quorum.h"
#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

void Raft::State::advance_commit() {
    // Thesis 10.2.1: the leader's own log counts as far as it is on disk, like any other.
    const Index reached = reached_by_quorum(log.membership(), [&](const MemberId& m) {
        return m == options.self ? writes.durable() : leading->followers.at(m).match;
    });
    // Thesis 3.6.2, figure 3.7: a quorum that has an entry of an older term may still lose it to
    // another leader. It is committed with the first entry of the own term.
    if (reached <= committed || log.term_at(reached) != term()) {
        return;
    }
    commit_to(reached);
    announce_commit();
    answer_reads();
    finish_membership_change();
}

/// Followers should not have to wait for the next heartbeat.
void Raft::State::announce_commit() {
    for (auto& [member, progress] : leading->followers) {
        if (!replicate(member, progress) && progress.mode == Progress::Mode::replicate) {
            send_append(member, progress, {});
        }
    }
}

void Raft::State::commit_to(Index index) {
    if (index <= committed) {
        return;
    }
    CHECK(index <= log.last_index(), "entry {} is committed, the log ends at {}", index,
          log.last_index());
    effect::Apply apply;
    while (committed < index) {
        apply.entries.push_back(log.at(++committed));
    }
    effects.push_back(std::move(apply));
}

}  // namespace holdfast::reference::consensus
