// SPDX-License-Identifier: Apache-2.0
// A follower makes its log the leader's (thesis 3.5).
#include <algorithm>

#include "base/check.h"
#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

void Raft::State::follow(const MemberId& from, Term its_term) {
    CHECK(!leading, "{} and {} both lead term {}", options.self.text(), from.text(), its_term);
    become_follower(its_term, from);
    leader_heard = now;
    wait_for_leader();
}

void Raft::State::on(const MemberId& from, const AppendEntries& request) {
    if (request.term < term()) {
        // The newer term makes the old leader step down (thesis 3.3).
        send(from, AppendEntriesResponse{.term = term(), .round = request.round});
        return;
    }
    follow(from, request.term);
    if (!agrees_at(request)) {
        promise(from, conflict(request));
        return;
    }
    store(request.entries);
    // Only what this request covered is known to be the leader's: what follows in the own log may
    // be an old leader's, never to be committed.
    const Index covered = request.previous_index + request.entries.size();
    commit_to(std::min(request.commit, covered));
    note_recovery(request, covered);
    promise(from, AppendEntriesResponse{
                      .term = term(), .success = true, .match = covered, .round = request.round});
}

/// The consistency check of AppendEntries (thesis 3.5). What is in the snapshot is committed, so it
/// agrees with every leader.
bool Raft::State::agrees_at(const AppendEntries& request) const {
    return request.previous_index < log.snapshot().last_index ||
           log.term_at(request.previous_index) == request.previous_term;
}

/// Thesis 3.5, last paragraph: a whole term of conflicting entries is passed over at once.
AppendEntriesResponse Raft::State::conflict(const AppendEntries& request) const {
    AppendEntriesResponse out{.term = term(), .round = request.round};
    out.conflict_term = log.term_at(request.previous_index);
    out.conflict_index =
        out.conflict_term ? log.first_of_term_at(request.previous_index) : log.last_index() + 1;
    return out;
}

void Raft::State::store(const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) {
        if (entry.index < log.first_index() || log.term_at(entry.index) == entry.term) {
            continue;
        }
        if (entry.index <= log.last_index()) {
            CHECK(entry.index > committed, "committed entry {} of {} would be replaced",
                  entry.index, options.self.text());
            log.truncate_from(entry.index);
            writes.truncate_from(entry.index);
        }
        log.append(entry);
        writes.append(entry);
    }
}

}  // namespace holdfast::reference::consensus
