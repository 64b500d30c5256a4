// SPDX-License-Identifier: Apache-2.0
#include "reference/consensus/raft.h"

#include <utility>

#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {

Raft::Raft(Options options, Stored stored, Instant now)
    : state_(std::make_unique<State>(std::move(options), std::move(stored), now)) {}

Raft::~Raft() = default;
Raft::Raft(Raft&&) noexcept = default;
Raft& Raft::operator=(Raft&&) noexcept = default;

Effects Raft::step(Instant now, const Input& input) {
    return state_->step(now, input);
}

std::optional<Instant> Raft::next_timeout() const {
    return state_->next_timeout();
}

Role Raft::role() const {
    return state_->role;
}

Term Raft::term() const {
    return state_->term();
}

std::optional<MemberId> Raft::leader() const {
    return state_->leader;
}

const Membership& Raft::membership() const {
    return state_->log.membership();
}

Index Raft::committed() const {
    return state_->committed;
}

Index Raft::last_index() const {
    return state_->log.last_index();
}

bool Raft::current() const {
    return state_->current();
}

std::optional<Instant> Raft::lease_until() const {
    return state_->lease_until();
}

std::map<MemberId, Instant> Raft::last_heard() const {
    std::map<MemberId, Instant> out;
    if (state_->leading) {
        for (const auto& [member, progress] : state_->leading->followers) {
            out[member] = progress.last_heard;
        }
    }
    return out;
}

bool Raft::recovering() const {
    return state_->recovery.has_value();
}

}  // namespace holdfast::reference::consensus
