// SPDX-License-Identifier: Apache-2.0
// A leader brings its log to the followers: probing where they agree, then with several messages
// on their way at once (thesis 3.5, 10.2.1).
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

void Raft::State::take(const input::Propose& propose) {
    if (!leading) {
        return refuse(propose.id, "this member does not lead");
    }
    if (leading->transfer) {
        return refuse(propose.id, "the leadership is being handed over");  // thesis 3.10
    }
    const Index index = append({.kind = Entry::Kind::command, .payload = propose.command});
    effects.push_back(effect::Proposed{propose.id, index, term()});
    replicate_to_all();
}

/// Followers may write it while the leader still does (thesis 10.2.1): its own log counts as one
/// of the quorum only when it is on disk, see advance_commit.
Index Raft::State::append(Entry entry) {
    entry.index = log.last_index() + 1;
    entry.term = term();
    log.append(entry);
    writes.append(entry);
    return entry.index;
}

void Raft::State::replicate_to_all() {
    for (auto& [member, progress] : leading->followers) {
        replicate(member, progress);
    }
}

/// Sends what may be sent now; says whether that was anything.
bool Raft::State::replicate(const MemberId& to, Progress& progress) {
    settle_mode(progress);
    if (progress.mode == Progress::Mode::snapshot) {
        return send_piece(to, progress);
    }
    bool sent = false;
    while (progress.next <= log.last_index() && !progress.paused(options.in_flight_max)) {
        auto entries = log.slice(progress.next, options.entries_per_message_max,
                                 options.bytes_per_message_max);
        const Index last = entries.back().index;
        send_append(to, progress, std::move(entries));
        progress.sent(last);
        sent = true;
    }
    return sent;
}

/// What the follower needs next may be in the snapshot by now, or in a newer one (thesis 5).
void Raft::State::settle_mode(Progress& progress) const {
    if (progress.next < log.first_index()) {
        progress.begin_snapshot(log.snapshot().last_index);
    }
}

/// Without entries: a heartbeat. Its answer also shows whether everything sent before has arrived.
void Raft::State::send_append(const MemberId& to, const Progress& progress,
                              std::vector<Entry> entries) {
    const Index previous = progress.next - 1;
    send(to, AppendEntries{.term = term(),
                           .previous_index = previous,
                           .previous_term = log.term_at(previous).value(),
                           .commit = committed,
                           .last_index = log.last_index(),
                           .round = leading->rounds.newest(),
                           .entries = std::move(entries)});
}

void Raft::State::on(const MemberId& from, const AppendEntriesResponse& response) {
    Progress* progress = heard(from, response.term, response.round);
    if (progress == nullptr) {
        return;
    }
    if (response.success) {
        CHECK(response.match <= log.last_index(), "{} acknowledges {}, the log ends at {}",
              from.text(), response.match, log.last_index());
        progress->acknowledged(response.match);
        advance_commit();
    } else if (progress->mode != Progress::Mode::snapshot) {
        progress->rejected(next_to_try(response));
    }
    after_answer(from);
}

void Raft::State::after_answer(const MemberId& from) {
    if (!leading) {
        return;  // it stepped down
    }
    answer_reads();
    if (leading->transfer && !leading->transfer->told) {
        tell_successor();
    }
    if (auto found = leading->followers.find(from); found != leading->followers.end()) {
        replicate(from, found->second);
    }
}

/// Thesis 3.5: where the conflicting term ends in the leader's log, or where it begins in the
/// follower's.
Index Raft::State::next_to_try(const AppendEntriesResponse& response) const {
    Index next = std::clamp<Index>(response.conflict_index, 1, log.last_index() + 1);
    if (response.conflict_term) {
        const Index last = log.last_up_to_term(*response.conflict_term);
        if (log.term_at(last) == response.conflict_term) {
            next = std::max(next, last + 1);
        }
    }
    return next;
}

}  // namespace holdfast::reference::consensus
