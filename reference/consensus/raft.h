// SPDX-License-Identifier: Apache-2.0
// The consensus core without sockets, clocks, threads or disks: Raft as in Diego Ongaro's thesis
// "Consensus: Bridging Theory and Practice" (2014), with pre-vote (9.6), check-quorum (6.2), a
// no-op on election (6.4), pipelined replication with conflict hints (3.5, 10.2.1), read index
// (6.4), single-server membership changes (4.1), snapshots (5) and leadership transfer (3.10).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/time.h"
#include "reference/consensus/effects.h"

namespace holdfast::reference::consensus {

struct Options {
    MemberId self;
    /// Spec 2: controllers send each other a heartbeat every 10 s ...
    Duration heartbeat_period = 10s;
    /// ... and a peer that missed four is down. An election begins between
    /// miss_limit x heartbeat_period and one heartbeat_period later (drawn from `seed`); a voter
    /// that heard its leader more recently than miss_limit x heartbeat_period does not vote.
    std::uint32_t heartbeat_miss_limit = 4;
    /// What one candidate waits for votes, at least and at most, before it tries again.
    Duration vote_timeout_min = 1s;
    Duration vote_timeout_max = 2s;
    std::uint64_t seed = 1;
    std::size_t entries_per_message_max = 256;
    std::size_t bytes_per_message_max = std::size_t{256} << 10U;
    /// Messages with entries that may be on their way to one follower.
    std::size_t in_flight_max = 16;

    Duration election_timeout() const { return heartbeat_period * heartbeat_miss_limit; }
    /// What a leader may rely on after a round: one heartbeat_period less than what its voters
    /// wait, for clocks that drift apart (thesis 6.4.1).
    Duration lease() const { return election_timeout() - heartbeat_period; }
};

class Raft {
  public:
    /// A member that never ran has an empty `stored`, except that the founder of a cluster (and
    /// only it) starts with a snapshot at index 0 whose membership is itself. Without any
    /// membership the core waits until a leader speaks to it.
    Raft(Options options, Stored stored, Instant now);
    ~Raft();
    Raft(Raft&&) noexcept;
    Raft& operator=(Raft&&) noexcept;

    Effects step(Instant now, const Input& input);
    std::optional<Instant> next_timeout() const;

    Role role() const;
    Term term() const;
    std::optional<MemberId> leader() const;
    const Membership& membership() const;  ///< the newest in the log
    Index committed() const;
    Index last_index() const;
    /// A leader's: whether an entry of its own term is committed, so that its state machine is
    /// current (thesis 6.4).
    bool current() const;
    /// A leader's: until when no other leader can exist, since a quorum of voters has answered to
    /// something sent at most Options::lease() before (thesis 6.4.1). None on others, before the
    /// first such answer, and from the moment this leader hands over or removes itself.
    std::optional<Instant> lease_until() const;
    /// When each other voter was heard last, at least the moment of the election; on a leader.
    std::map<MemberId, Instant> last_heard() const;
    /// True while damage of the disk forbids this member to vote.
    bool recovering() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::reference::consensus
