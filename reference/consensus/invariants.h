// SPDX-License-Identifier: Apache-2.0
// What must hold after every step of every member: the properties of Ongaro's thesis, figure 3.2,
// and what this core promises beyond them. For tests.
#pragma once

#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "reference/consensus/raft.h"
#include "reference/consensus/simulated_disk.h"

namespace holdfast::reference::consensus {

/// A sentence that names the invariant and who broke it.
struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Invariants {
  public:
    struct Member {
        MemberId name;
        const Raft* raft = nullptr;  ///< null while it is down
        const SimulatedDisk* disk = nullptr;
    };
    struct Step {
        const Member& member;
        bool led = false;  ///< before the step, in term_before
        Term term_before = 0;
        const Effects& effects;
    };

    void after_step(Instant now, const Step& step, const std::vector<Member>& members);
    void sent(const Member& from, const MemberId& to, const Message& message);
    /// A command was applied where it had been proposed: its client was told.
    void acknowledged(Index index) { acknowledged_ = std::max(acknowledged_, index); }
    Index newest_acknowledged() const { return acknowledged_; }
    void read_answered(Index asked_at, Index answered_at) const;

  private:
    struct Committed {
        Entry entry;
        Term in_term = 0;  ///< of the leader that committed it
    };

    void election_safety(const Member& member);
    static void leader_append_only(const Step& step);
    void log_matching(const Member& member, const effect::Persist& persist);
    void state_machine_safety(const Member& member, const effect::Apply& apply,
                              const std::vector<Member>& members);
    void leader_completeness(const Member& leader, Index from) const;
    static void quorum_on_disk(const Member& leader, const Entry& entry,
                               const std::vector<Member>& members);
    static void one_lease(Instant now, const std::vector<Member>& members);
    void one_vote_a_term(const MemberId& voter, Term term, const MemberId& candidate);

    std::map<Term, MemberId> leaders_;
    std::map<std::pair<Index, Term>, std::pair<Entry, Term>> written_;  ///< with the term before it
    std::map<Index, Committed> committed_;
    std::map<std::pair<MemberId, Term>, MemberId> votes_;
    Index acknowledged_ = 0;
};

}  // namespace holdfast::reference::consensus
