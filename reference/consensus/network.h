// SPDX-License-Identifier: Apache-2.0
// Members, their disks, and a network between them in simulated time: messages are late, lost,
// doubled and overtaken, members lose power. Every step is checked against the invariants. For
// tests.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "base/rng.h"
#include "reference/consensus/invariants.h"

namespace holdfast::reference::consensus {

struct Weather {
    Duration delay_min = 1ms;
    Duration delay_max = 10ms;
    Duration sync_min = 100us;
    Duration sync_max = 5ms;
    double loss = 0;
    double duplication = 0;
};

/// Timers of the tests: a heartbeat is ten times the slowest message.
inline constexpr Duration heartbeat_period = 100ms;
inline constexpr Duration election_timeout = 4 * heartbeat_period;

class Network {
  public:
    /// `names` exist; the first `voters` of them make up the first membership, the others know
    /// nothing and wait.
    Network(std::uint64_t seed, const std::vector<MemberId>& names, std::size_t voters);

    Weather weather;
    /// Decides about single messages of a directed test: false drops it.
    std::function<bool(const MemberId& from, const MemberId& to, const Message&)> passes;

    Instant now() const { return now_; }
    std::uint64_t steps() const { return steps_; }
    void run_for(Duration duration);
    /// False when the condition did not come true within `limit`.
    bool run_until(const std::function<bool()>& condition, Duration limit);

    void crash(const MemberId& name);
    void restart(const MemberId& name);
    /// Back from a crash with a disk that lost some of its last entries.
    void restart_damaged(const MemberId& name);
    /// Messages pass inside the group and among the others, but not between the two.
    void isolate(std::set<MemberId> group) { group_ = std::move(group); }
    void heal() { group_.clear(); }
    /// Writes of this member stay in its cache until it is released or crashes.
    void hold_syncs(const MemberId& name) { held_.insert(name); }
    void release_syncs(const MemberId& name);

    /// A command of its own text each time, of this size at least.
    void propose(const MemberId& at, std::size_t size = 0);
    void read(const MemberId& at);
    void compact(const MemberId& at);
    void change_membership(const MemberId& at, const Membership& wanted);
    void transfer(const MemberId& from);
    void fire_timer(const MemberId& at) { give(at, input::TimerFired{}); }

    const std::vector<MemberId>& names() const { return names_; }
    bool up(const MemberId& name) const { return members_.at(name).raft != nullptr; }
    const Raft& raft(const MemberId& name) const;
    const SimulatedDisk& disk(const MemberId& name) const { return members_.at(name).disk; }
    const std::string& state(const MemberId& name) const { return members_.at(name).state; }
    /// The member that leads the newest term, if one does.
    std::optional<MemberId> leader() const;
    bool anybody_damaged() const;
    Index newest_acknowledged() const { return invariants_.newest_acknowledged(); }
    std::size_t acknowledged() const { return acknowledged_; }
    std::size_t reads_answered() const { return reads_answered_; }
    /// A leader leads, and every voter has applied what it has.
    bool settled() const;
    std::string describe() const;  ///< one line a member

  private:
    struct Member {
        explicit Member(Stored stored) : disk(std::move(stored)) {}
        std::unique_ptr<Raft> raft;
        SimulatedDisk disk;
        std::uint64_t life = 0;
        std::string state;  ///< the commands applied, one after the other
        Index applied = 0;
        Instant last_sync;
        std::vector<effect::SendAfterSync> unsent;
        WriteId unsynced = 0;                       ///< newest write of a held disk
        std::set<std::pair<Index, Term>> proposed;  ///< in this life
        std::map<RequestId, Index> reads;           ///< what was acknowledged when they came
    };
    struct Event {
        Instant at;
        std::uint64_t order;
        std::function<void()> happen;
        bool operator<(const Event& other) const {
            return std::pair(other.at, other.order) < std::pair(at, order);
        }
    };

    void start(const MemberId& name);
    void give(const MemberId& name, const Input& input);
    void carry_out(const MemberId& name, const effect::Persist& persist);
    void carry_out(const MemberId& name, const effect::Send& send);
    void carry_out(const MemberId& name, const effect::SendAfterSync& send);
    void carry_out(const MemberId& name, const effect::Apply& apply);
    void carry_out(const MemberId& name, const effect::Restore& restore);
    void carry_out(const MemberId& name, const effect::Proposed& proposed);
    void carry_out(const MemberId& name, const effect::Refused& refused);
    void carry_out(const MemberId& name, const effect::ReadReady& ready);
    void carry_out(const MemberId&, const effect::RoleChanged&) {}
    void sync(const MemberId& name, WriteId write);
    void post(const MemberId& from, const MemberId& to, const Message& message);
    void deliver_later(const MemberId& from, const MemberId& to, const Message& message);
    void at(Instant when, std::function<void()> happen);
    bool next_event(Instant end);
    bool connected(const MemberId& a, const MemberId& b) const;
    Invariants::Member view(const MemberId& name) const;
    std::vector<Invariants::Member> views() const;
    Duration between(Duration low, Duration high);

    Rng rng_;
    std::vector<MemberId> names_;
    std::map<MemberId, Member> members_;
    std::priority_queue<Event> events_;
    Instant now_;
    std::uint64_t order_ = 0;
    std::uint64_t steps_ = 0;
    RequestId requests_ = 0;
    std::set<MemberId> group_;
    std::set<MemberId> held_;
    std::size_t acknowledged_ = 0;
    std::size_t reads_answered_ = 0;
    Invariants invariants_;
};

}  // namespace holdfast::reference::consensus
