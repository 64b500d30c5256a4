// SPDX-License-Identifier: Apache-2.0
// Between the consensus core and the node: its effects carried out or passed on, its entries put
// into the records.
#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/overloaded.h"
#include "reference/cluster/access_settings.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

namespace raft_effect = consensus::effect;

/// Snapshots are worth their writing when the log has grown as long as the last one, and this.
constexpr std::size_t log_bytes_max = std::size_t{4} << 20U;

/// std::visit over a subset variant: a consensus message is a peer message.
PeerMessage to_peer(const consensus::Message& message) {
    return std::visit([](const auto& one) { return PeerMessage(one); }, message);
}

bool is_about_cluster(const controller::Change& change) {
    return change.key.starts_with("cluster/") || change.key.starts_with("member/");
}

void read_cluster(State& s) {
    s.spread_at = s.applied;
    s.cluster = cluster_id(s.records);
    s.wanted = wanted_cluster(s.records);
    s.change = member_change(s.records);
}

void apply_entries(State& s, const std::vector<consensus::Entry>& entries) {
    s.alone_by_log = false;
    if (!entries.empty() && entries.back().index >= s.log_at_start) {
        s.joined_by_log.clear();
    }
    for (const consensus::Entry& entry : entries) {
        CHECK(entry.index == s.applied + 1, "entry {} came after {}", entry.index, s.applied);
        s.applied = entry.index;
        s.log_bytes += entry.payload.size();
        if (entry.kind == consensus::Entry::Kind::command) {
            const auto changes = changes_of(entry.payload);
            controller::apply(s.records, changes);
            if (std::any_of(changes.begin(), changes.end(), is_about_cluster)) {
                read_cluster(s);
            }
            if (leads(s) && std::any_of(changes.begin(), changes.end(), [](const auto& change) {
                    return is_about_access(change.key);
                })) {
                s.leading->access.set(access_settings(s.records));
            }
        } else if (entry.kind == consensus::Entry::Kind::membership) {
            s.membership_changing = false;
            tell_removed(s, entry.membership);
        }
    }
}

void restore(State& s, const consensus::Snapshot& snapshot) {
    s.applied = snapshot.last_index;
    s.log_bytes = 0;
    s.snapshot_bytes = snapshot.state.size();
    s.voters_applied = snapshot.membership;
    s.records.clear();
    s.spread_at = s.applied;
    if (!snapshot.state.empty()) {
        auto records = controller::parse_records(snapshot.state);
        CHECK(records.has_value(), "a snapshot of the log is none: {}", records.error().message);
        s.records = std::move(*records);
        read_cluster(s);
    }
}

/// What is on its disk a node knows at its next start: it says so from now on.
void note_cluster(State& s, const consensus::effect::Persist& persist) {
    for (const consensus::Entry& entry : persist.append) {
        if (s.cluster.empty() && entry.kind == consensus::Entry::Kind::command) {
            controller::Records written;
            controller::apply(written, changes_of(entry.payload));
            s.cluster = cluster_id(written);
        }
    }
}

void refused(State& s, const raft_effect::Refused& refusal) {
    if (leads(s)) {
        note(s, fmt::format("{} gives up the lead: {}", s.options.name.text(), refusal.reason));
        s.lost = true;
    }
}

}  // namespace

void drive(State& s, const consensus::Input& input) {
    for (const consensus::Effect& effect : s.raft.step(s.now, input)) {
        std::visit(
            Overloaded{
                [&](const raft_effect::Persist& persist) {
                    note_cluster(s, persist);
                    s.out.push_back(effect::Persist{persist});
                },
                [&](const raft_effect::Send& send) {
                    s.out.push_back(effect::SendToPeer{send.to, to_peer(send.message)});
                },
                [&](const raft_effect::SendAfterSync& send) {
                    s.held_sends.push_back({send.write, send.to, send.message});
                },
                [&](const raft_effect::Apply& apply) { apply_entries(s, apply.entries); },
                [&](const raft_effect::Restore& state) { restore(s, state.snapshot); },
                [&](const raft_effect::Proposed& proposed) { s.last_proposed = proposed.index; },
                [&](const raft_effect::Refused& refusal) { refused(s, refusal); },
                [&](const raft_effect::ReadReady& ready) { s.gate.read_is_ready(ready.id); },
                [&](const raft_effect::RoleChanged&) { s.role_changed = true; },
            },
            effect);
    }
}

void take_synced(State& s, consensus::WriteId write) {
    s.synced = std::max(s.synced, write);
    drive(s, consensus::input::Synced{write});
    std::vector<State::HeldSend> later;
    for (State::HeldSend& held : s.held_sends) {
        if (held.write <= s.synced) {
            s.out.push_back(effect::SendToPeer{held.to, to_peer(held.message)});
        } else {
            later.push_back(std::move(held));
        }
    }
    s.held_sends = std::move(later);
}

void propose(State& s, const std::vector<controller::Change>& changes) {
    if (!changes.empty()) {
        drive(s, consensus::input::Propose{++s.log_requests, command_of(changes)});
    }
}

void emit_committed(State& s, Effect effect, bool as_read) {
    std::optional<consensus::RequestId> read;
    if (as_read) {
        read = ++s.log_requests;
    }
    s.gate.hold(s.last_proposed, read, std::move(effect));
    if (read) {
        drive(s, consensus::input::Read{*read});
    }
}

void compact_when_due(State& s) {
    if (s.log_bytes > std::max(log_bytes_max, s.snapshot_bytes)) {
        std::string state = controller::to_text(s.records);
        s.log_bytes = 0;
        s.snapshot_bytes = state.size();
        drive(s, consensus::input::Compact{s.applied, std::move(state)});
    }
}

}  // namespace holdfast::reference::cluster
