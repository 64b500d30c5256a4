// SPDX-License-Identifier: Apache-2.0
// One member whose peers are played by the test, with a clock and a disk that move when the test
// says so. For tests.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "reference/consensus/raft.h"

namespace holdfast::reference::consensus {

inline const Membership three{{"n1", "n2", "n3"}};

/// Commands e1, e2, ... with these terms.
inline std::vector<Entry> entries_of_terms(const std::vector<Term>& terms, Index first = 1) {
    std::vector<Entry> out;
    for (const Term term : terms) {
        const Index index = first + out.size();
        out.push_back({.index = index, .term = term, .payload = "e" + std::to_string(index)});
    }
    return out;
}

/// What the disk of a voter of this membership holds, in the term of its last entry.
inline Stored stored(const Membership& membership, const std::vector<Term>& terms) {
    return {.hard_state = {.term = terms.empty() ? 0 : terms.back()},
            .snapshot = Snapshot{.membership = membership},
            .entries = entries_of_terms(terms)};
}

class LoneMember {
  public:
    explicit LoneMember(Stored from, const MemberId& name = "n1")
        : raft_({.self = name}, std::move(from), now_) {}

    const Raft& raft() const { return raft_; }
    Instant now() const { return now_; }
    void wait(Duration duration) { now_ += duration; }

    Effects give(const Input& input) {
        Effects effects = raft_.step(now_, input);
        for (const Effect& effect : effects) {
            if (const auto* persist = std::get_if<effect::Persist>(&effect)) {
                newest_ = persist->write;
            }
        }
        return effects;
    }
    Effects hear(const MemberId& from, Message message) {
        return give(input::Received{from, std::move(message)});
    }
    /// Everything written so far is on disk.
    Effects sync() { return give(input::Synced{newest_}); }
    Effects fire() {
        CHECK(raft_.next_timeout().has_value(), "no timer runs");
        now_ = std::max(now_, *raft_.next_timeout());
        return give(input::TimerFired{});
    }
    /// Wins the next election with these members' votes; of its term nothing but its own vote is on
    /// disk then.
    Effects win(const std::vector<MemberId>& voters) {
        fire();
        const Term next = raft_.term() + 1;
        for (const MemberId& voter : voters) {
            hear(voter, Vote{.term = next, .pre_vote = true, .granted = true});
        }
        sync();
        Effects elected;
        for (const MemberId& voter : voters) {
            elected = hear(voter, Vote{.term = next, .granted = true});
        }
        CHECK(raft_.role() == Role::leader, "these votes are no quorum");
        return elected;
    }
    Effects acknowledge(const MemberId& from, Index match, std::uint64_t round = 1) {
        return hear(from,
                    AppendEntriesResponse{
                        .term = raft_.term(), .success = true, .match = match, .round = round});
    }

  private:
    Instant now_;
    WriteId newest_ = 0;
    Raft raft_;
};

/// The messages of this kind that a step sends, now or after a write.
template <class Kind>
std::vector<std::pair<MemberId, Kind>> sent(const Effects& effects) {
    std::vector<std::pair<MemberId, Kind>> out;
    for (const Effect& effect : effects) {
        const auto* now = std::get_if<effect::Send>(&effect);
        const auto* later = std::get_if<effect::SendAfterSync>(&effect);
        if (const Message* message = now != nullptr     ? &now->message
                                     : later != nullptr ? &later->message
                                                        : nullptr;
            message != nullptr && std::holds_alternative<Kind>(*message)) {
            out.emplace_back(now != nullptr ? now->to : later->to, std::get<Kind>(*message));
        }
    }
    return out;
}

template <class Kind>
bool contains(const Effects& effects) {
    return std::any_of(effects.begin(), effects.end(),
                       [](const Effect& e) { return std::holds_alternative<Kind>(e); });
}

}  // namespace holdfast::reference::consensus
