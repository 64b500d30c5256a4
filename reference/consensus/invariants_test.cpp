// SPDX-License-Identifier: Apache-2.0
#include "reference/consensus/invariants.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast::reference::consensus {
namespace {

template <class... Args>
void demand(bool holds, fmt::format_string<Args...> sentence, Args&&... args) {
    if (!holds) {
        throw Violation(fmt::format(sentence, std::forward<Args>(args)...));
    }
}

bool has(const Stored& stored, const Entry& entry) {
    const Entry* found = SimulatedDisk::find(stored, entry.index);
    return entry.index <= SimulatedDisk::base_of(stored) || (found != nullptr && *found == entry);
}

}  // namespace

void Invariants::after_step(Instant now, const Step& step, const std::vector<Member>& members) {
    const Member& member = step.member;
    if (member.raft->role() == Role::leader) {
        election_safety(member);
    }
    leader_append_only(step);
    for (const Effect& effect : step.effects) {
        if (const auto* persist = std::get_if<effect::Persist>(&effect)) {
            log_matching(member, *persist);
        } else if (const auto* apply = std::get_if<effect::Apply>(&effect)) {
            state_machine_safety(member, *apply, members);
        }
    }
    one_lease(now, members);
}

// Election Safety: at most one leader can be elected in a given term.
void Invariants::election_safety(const Member& member) {
    const auto [found, first] = leaders_.try_emplace(member.raft->term(), member.name);
    demand(found->second == member.name, "election safety: {} and {} lead term {}",
           found->second.text(), member.name.text(), member.raft->term());
    if (first) {
        leader_completeness(member, 1);
    }
}

// Leader Append-Only: a leader never overwrites or deletes entries in its log.
void Invariants::leader_append_only(const Step& step) {
    const Raft& raft = *step.member.raft;
    if (!step.led || raft.role() != Role::leader || raft.term() != step.term_before) {
        return;
    }
    for (const Effect& effect : step.effects) {
        const auto* persist = std::get_if<effect::Persist>(&effect);
        demand(persist == nullptr || !persist->truncate_from,
               "leader append-only: {} deletes entries while it leads", step.member.name.text());
    }
}

// Log Matching: if two logs contain an entry with the same index and term, then the logs are
// identical in all entries up through the given index. By induction: the same index and term mean
// the same entry, behind an entry of the same term.
void Invariants::log_matching(const Member& member, const effect::Persist& persist) {
    const Stored& log = member.disk->told();
    for (const Entry& entry : persist.append) {
        const Entry* before = SimulatedDisk::find(log, entry.index - 1);
        const bool first = entry.index == SimulatedDisk::base_of(log) + 1;
        const Term term_before = before != nullptr                   ? before->term
                                 : first && log.snapshot.has_value() ? log.snapshot->last_term
                                                                     : 0;
        const auto [found, inserted] =
            written_.try_emplace(std::pair(entry.index, entry.term), std::pair(entry, term_before));
        demand(found->second == std::pair(entry, term_before),
               "log matching: {} has another history in front of entry {} of term {}",
               member.name.text(), entry.index, entry.term);
    }
}

// State Machine Safety: if a server has applied a log entry at a given index to its state machine,
// no other server will ever apply a different log entry for the same index.
void Invariants::state_machine_safety(const Member& member, const effect::Apply& apply,
                                      const std::vector<Member>& members) {
    for (const Entry& entry : apply.entries) {
        const auto [found, first] =
            committed_.try_emplace(entry.index, Committed{entry, member.raft->term()});
        demand(found->second.entry == entry,
               "state machine safety: {} applies entry {} of term {}, another applied one of {}",
               member.name.text(), entry.index, entry.term, found->second.entry.term);
        if (!first) {
            continue;
        }
        for (const Member& other : members) {
            if (other.raft != nullptr && other.raft->role() == Role::leader) {
                leader_completeness(other, entry.index);
            }
        }
    }
    const Entry& last = apply.entries.back();
    if (member.raft->role() == Role::leader && last.term == member.raft->term()) {
        quorum_on_disk(member, last, members);
    }
}

// Leader Completeness: if a log entry is committed in a given term, then that entry will be present
// in the logs of the leaders for all higher-numbered terms. With State Machine Safety: no
// acknowledged command is lost.
void Invariants::leader_completeness(const Member& leader, Index from) const {
    for (auto it = committed_.lower_bound(from); it != committed_.end(); ++it) {
        demand(
            it->second.in_term >= leader.raft->term() || has(leader.disk->told(), it->second.entry),
            "leader completeness: {} leads term {} without entry {}, committed in term {}",
            leader.name.text(), leader.raft->term(), it->first, it->second.in_term);
    }
}

// Thesis 3.8, 10.2.1: an entry is committed once a quorum has it on disk. A member whose disk lost
// it since does not vote before it has it again.
void Invariants::quorum_on_disk(const Member& leader, const Entry& entry,
                                const std::vector<Member>& members) {
    const Membership& membership = leader.raft->membership();
    const auto holders = std::count_if(members.begin(), members.end(), [&](const Member& m) {
        return membership.contains(m.name) &&
               (has(m.disk->durable(), entry) || m.disk->durable().damaged);
    });
    // A leader that removed itself leaves in the step that commits it, and no longer counts itself.
    demand(static_cast<std::size_t>(holders) >= membership.quorum(),
           "quorum on disk: {} commits entry {}, which is on {} of {} disks", leader.name.text(),
           entry.index, holders, membership.voters.size());
}

// Thesis 6.4.1: while a leader's lease lasts nobody else can lead, so nobody else has one.
void Invariants::one_lease(Instant now, const std::vector<Member>& members) {
    const Member* holder = nullptr;
    for (const Member& member : members) {
        const auto until = member.raft != nullptr ? member.raft->lease_until() : std::nullopt;
        if (until && *until > now) {
            demand(holder == nullptr, "one lease: {} and {} both have one at {}",
                   holder == nullptr ? "" : holder->name.text(), member.name.text(),
                   to_string(now));
            holder = &member;
        }
    }
}

void Invariants::sent(const Member& from, const MemberId& to, const Message& message) {
    const auto* request = std::get_if<RequestVote>(&message);
    const auto* vote = std::get_if<Vote>(&message);
    if (request != nullptr || (vote != nullptr && vote->granted)) {
        demand(!from.raft->recovering(), "damaged: {} takes part in an election", from.name.text());
    }
    if (request != nullptr && !request->pre_vote) {
        one_vote_a_term(from.name, request->term, from.name);
    } else if (vote != nullptr && vote->granted && !vote->pre_vote) {
        one_vote_a_term(from.name, vote->term, to);
    }
}

// Thesis 3.4: each server votes for at most one candidate in a given term, also over a restart.
void Invariants::one_vote_a_term(const MemberId& voter, Term term, const MemberId& candidate) {
    const auto [found, first] = votes_.try_emplace(std::pair(voter, term), candidate);
    demand(found->second == candidate, "one vote: {} votes for {} and {} in term {}", voter.text(),
           found->second.text(), candidate.text(), term);
}

// Thesis 6.4: a read sees everything that was acknowledged before it was asked.
void Invariants::read_answered(Index asked_at, Index answered_at) const {
    demand(answered_at >= asked_at,
           "reads never stale: answered from entry {}, although {} was acknowledged before",
           answered_at, asked_at);
}

}  // namespace holdfast::reference::consensus
