// SPDX-License-Identifier: Apache-2.0
// Handing the leadership to another voter (thesis 3.10).
#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

void Raft::State::take(const input::TransferLeadership&) {
    if (!leading || leading->transfer) {
        return;
    }
    if (const auto target = most_up_to_date()) {
        leading->transfer = Transfer{*target, now + options.election_timeout()};
        tell_successor();
    }
}

std::optional<MemberId> Raft::State::most_up_to_date() const {
    std::optional<MemberId> best;
    for (const auto& [member, progress] : leading->followers) {
        const bool better = !best || progress.match > leading->followers.at(*best).match;
        if (log.membership().contains(member) && better) {
            best = member;
        }
    }
    return best;
}

/// As soon as its log is whole; repeated with each heartbeat.
void Raft::State::tell_successor() {
    Transfer& transfer = *leading->transfer;
    if (leading->followers.at(transfer.target).match == log.last_index()) {
        send(transfer.target, TimeoutNow{term()});
        transfer.told = true;
    }
}

/// Once told, the target may still campaign in the next term, whenever it hears of it, against a
/// leader that others hear. Its chance ends with the term: so the leader is elected anew.
void Raft::State::give_up_transfer() {
    if (!leading->transfer->told) {
        leading->transfer.reset();
        return;
    }
    become_follower(term(), {});
    if (may_campaign()) {
        elect(true);
    }
}

void Raft::State::on(const MemberId& from, const TimeoutNow& request) {
    if (request.term == term() && leader == from && may_campaign()) {
        elect(true);
    }
}

}  // namespace holdfast::reference::consensus
