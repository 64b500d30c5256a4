// SPDX-License-Identifier: Apache-2.0
// The member behind Raft. Each group of functions below is a file of its own.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/rng.h"
#include "reference/consensus/leadership.h"
#include "reference/consensus/log.h"
#include "reference/consensus/raft.h"
#include "reference/consensus/writes.h"

namespace holdfast::reference::consensus {

struct Raft::State {
    State(Options options_in, Stored stored, Instant start);

    // step.cpp: one input in, effects out.
    Effects step(Instant at, const Input& input);
    std::optional<Instant> next_timeout() const;
    void take(const input::TimerFired&);
    void take(const input::Received& received);
    void take(const input::Synced& synced);
    void send(const MemberId& to, Message message);
    void promise(const MemberId& to, Message message);
    void refuse(RequestId id, std::string reason);
    Effects finish();

    // roles.cpp: which role the member has.
    Term term() const { return hard_state.term; }
    void become_follower(Term new_term, const std::optional<MemberId>& new_leader);
    void become_leader();
    void step_down();
    void set_hard_state(HardState changed);
    effect::RoleChanged described_role() const { return {role, term(), leader}; }

    // election.cpp: asking for votes.
    bool may_campaign() const;
    bool sole_voter() const;
    void wait_for_leader();
    void wait_for_votes();
    void campaign();
    void ask_for_votes(Role as, bool handed_over);
    void elect(bool handed_over);
    void count_votes();
    void on(const MemberId& from, const Vote& vote);

    // voting.cpp: being asked.
    void on(const MemberId& from, const RequestVote& request);
    bool hears_leader() const;
    bool grants(const MemberId& candidate, const RequestVote& request) const;

    // following.cpp: the log as the leader wants it.
    void on(const MemberId& from, const AppendEntries& request);
    void follow(const MemberId& from, Term its_term);
    bool agrees_at(const AppendEntries& request) const;
    AppendEntriesResponse conflict(const AppendEntries& request) const;
    void store(const std::vector<Entry>& entries);

    // recovery.cpp: a disk that lost entries.
    void note_recovery(const AppendEntries& request, Index agreed);
    void finish_recovery();

    // replication.cpp: what the leader sends, and what comes back.
    void take(const input::Propose& propose);
    Index append(Entry entry);
    void replicate_to_all();
    bool replicate(const MemberId& to, Progress& progress);
    void settle_mode(Progress& progress) const;
    void send_append(const MemberId& to, const Progress& progress, std::vector<Entry> entries);
    void on(const MemberId& from, const AppendEntriesResponse& response);
    void after_answer(const MemberId& from);
    Index next_to_try(const AppendEntriesResponse& response) const;

    // heartbeats.cpp: rounds, and a leader that nobody answers.
    void fire_leader_timers();
    void send_heartbeats();
    void begin_round();
    Progress* heard(const MemberId& from, Term its_term, std::uint64_t round);
    void confirm_round();
    Instant quorum_deadline() const;

    // commit.cpp
    void advance_commit();
    void announce_commit();
    void commit_to(Index index);
    bool current() const { return leading && committed >= leading->no_op; }

    // reads.cpp
    void take(const input::Read& read);
    void answer_reads();
    void refuse_reads();
    std::optional<Instant> lease_until() const;

    // membership.cpp
    void take(const input::ChangeMembership& change);
    std::optional<std::string> objection_to(const Membership& wanted) const;
    void follow_membership();
    void finish_membership_change();

    // snapshots.cpp
    void take(const input::Compact& compact);
    bool send_piece(const MemberId& to, Progress& progress);
    void on(const MemberId& from, const InstallSnapshot& piece);
    bool gather(const InstallSnapshot& piece);  ///< true: complete
    void install(Snapshot snapshot);
    void on(const MemberId& from, const InstallSnapshotResponse& response);

    // transfer.cpp
    void take(const input::TransferLeadership&);
    std::optional<MemberId> most_up_to_date() const;
    void tell_successor();
    void give_up_transfer();
    void on(const MemberId& from, const TimeoutNow& request);

    /// Pieces of a snapshot that is being received.
    struct Incoming {
        Term term = 0;  ///< of the leader that sends it
        Snapshot snapshot;
    };
    /// A damaged member's way back: see AppendEntries::last_index.
    struct Recovery {
        Term told_in = 0;  ///< term of the leader that said how far its log goes
        Index target = 0;
        Index agreed = 0;  ///< the log is that leader's up to here
    };

    Options options;
    Rng rng;
    Instant now;
    Effects effects;  ///< of this step

    HardState hard_state;
    Log log;
    Writes writes;
    Index committed;

    Role role = Role::follower;
    std::optional<MemberId> leader;
    effect::RoleChanged reported;
    /// Thesis 4.2.3: when a leader was heard last. The start counts: before it this member may have
    /// answered a leader that now relies on it.
    Instant leader_heard;
    Instant campaign_at;  ///< unless a leader is heard
    std::set<MemberId> votes;
    WriteId own_vote = 0;  ///< counts when this is on disk
    std::optional<Incoming> incoming;
    std::optional<Recovery> recovery;
    std::optional<Leadership> leading;
};

}  // namespace holdfast::reference::consensus
