// SPDX-License-Identifier: Apache-2.0
// One input in, effects out: the same frame around every rule.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

Raft::State::State(Options options_in, Stored stored, Instant start)
    : options(std::move(options_in)),
      rng(Rng(options.seed).fork(options.self.text())),
      now(start),
      hard_state(stored.hard_state),
      log(std::move(stored.snapshot), stored.entries),
      writes(log.last_index()),
      committed(log.snapshot().last_index),
      leader_heard(start) {
    if (stored.damaged) {
        recovery.emplace(Recovery{});
    }
    reported = described_role();
    wait_for_leader();
    if (sole_voter()) {
        campaign_at = start;  // nobody else could lead
    }
}

Effects Raft::State::step(Instant at, const Input& input) {
    CHECK(at >= now, "time runs backwards: {} after {}", to_string(at), to_string(now));
    now = at;
    std::visit([&](const auto& given) { take(given); }, input);
    return finish();
}

std::optional<Instant> Raft::State::next_timeout() const {
    if (!leading) {
        return may_campaign() ? std::optional(campaign_at) : std::nullopt;
    }
    const Instant due = std::min(leading->heartbeat_due, quorum_deadline());
    return leading->transfer ? std::min(due, leading->transfer->deadline) : due;
}

void Raft::State::take(const input::TimerFired&) {
    if (leading) {
        fire_leader_timers();
    } else if (may_campaign() && now >= campaign_at) {
        campaign();
    }
}

void Raft::State::take(const input::Received& received) {
    std::visit(
        [&](const auto& message) {
            using Kind = std::decay_t<decltype(message)>;
            // Thesis 3.3: whoever sees a newer term follows it. Requests for votes decide that for
            // themselves (4.2.3), and a granted pre-vote only repeats the term it was asked for.
            bool announces_term = !std::is_same_v<Kind, RequestVote>;
            if constexpr (std::is_same_v<Kind, Vote>) {
                announces_term = !(message.pre_vote && message.granted);
            }
            if (announces_term && message.term > term()) {
                become_follower(message.term, {});
            }
            on(received.from, message);
        },
        received.message);
}

void Raft::State::take(const input::Synced& synced) {
    writes.synced(synced.write);
    finish_recovery();
    if (role == Role::candidate) {
        count_votes();
    } else if (leading) {
        advance_commit();
    }
}

void Raft::State::send(const MemberId& to, Message message) {
    effects.push_back(effect::Send{to, std::move(message)});
}

/// For what rests on this member's disk: its term, its vote, its log. A later write never overtakes
/// an earlier one, so the newest stands for all.
void Raft::State::promise(const MemberId& to, Message message) {
    if (writes.all_synced()) {
        send(to, std::move(message));
    } else {
        effects.push_back(effect::SendAfterSync{writes.newest(), to, std::move(message)});
    }
}

void Raft::State::refuse(RequestId id, std::string reason) {
    effects.push_back(effect::Refused{id, std::move(reason)});
}

/// What must be written comes first, then who this member is now, then the rest as it came.
Effects Raft::State::finish() {
    Effects out;
    if (auto persist = writes.take(log.last_index())) {
        out.push_back(*std::move(persist));
    }
    if (described_role() != reported) {
        reported = described_role();
        out.push_back(reported);
    }
    std::move(effects.begin(), effects.end(), std::back_inserter(out));
    effects.clear();
    return out;
}

}  // namespace holdfast::reference::consensus
