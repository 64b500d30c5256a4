// SPDX-License-Identifier: Apache-2.0
// One voter comes or goes at a time (thesis 4.1, 4.2.2).
#include <algorithm>
#include <functional>
#include <iterator>

#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {
namespace {

bool sorted_without_doubles(const std::vector<MemberId>& voters) {
    return std::adjacent_find(voters.begin(), voters.end(), std::greater_equal<>()) == voters.end();
}

std::size_t differences(const Membership& a, const Membership& b) {
    std::vector<MemberId> out;
    std::set_symmetric_difference(a.voters.begin(), a.voters.end(), b.voters.begin(),
                                  b.voters.end(), std::back_inserter(out));
    return out.size();
}

}  // namespace

void Raft::State::take(const input::ChangeMembership& change) {
    if (const auto objection = objection_to(change.wanted)) {
        return refuse(change.id, *objection);
    }
    // Thesis 4.1: in force from here on, for this entry's own quorum too.
    const Index index = append({.kind = Entry::Kind::membership, .membership = change.wanted});
    follow_membership();
    effects.push_back(effect::Proposed{change.id, index, term()});
    replicate_to_all();
}

std::optional<std::string> Raft::State::objection_to(const Membership& wanted) const {
    if (!leading) {
        return "this member does not lead";
    }
    if (leading->transfer) {
        return "the leadership is being handed over";
    }
    // Two changes at once could have quorums without a common member. That one of an earlier leader
    // cannot be under way is certain only when an entry of this term is committed (the bug in 4.1
    // and its correction: Ongaro, raft-dev, 2015-07-10).
    if (!current() || log.membership_index() > committed) {
        return "an earlier change may not be committed yet";
    }
    if (wanted.voters.empty() || !sorted_without_doubles(wanted.voters)) {
        return "voters must be named, sorted and without doubles";
    }
    if (differences(log.membership(), wanted) != 1) {
        return "one voter must come or go, and only one";
    }
    return {};
}

/// Whoever was removed is still sent entries, so that it learns of it, until the change is
/// committed.
void Raft::State::follow_membership() {
    for (const MemberId& voter : log.membership().voters) {
        if (voter != options.self) {
            leading->followers.try_emplace(voter,
                                           Progress{.next = log.last_index(), .last_heard = now});
        }
    }
}

void Raft::State::finish_membership_change() {
    if (log.membership_index() > committed) {
        return;
    }
    std::erase_if(leading->followers,
                  [&](const auto& follower) { return !log.membership().contains(follower.first); });
    if (!log.membership().contains(options.self)) {
        // Thesis 4.2.2: a leader that removed itself leaves once that is committed; it names a
        // successor, so that nobody has to wait for an election timeout (3.10).
        if (const auto successor = most_up_to_date()) {
            send(*successor, TimeoutNow{term()});
        }
        become_follower(term(), {});
    }
}

}  // namespace holdfast::reference::consensus
