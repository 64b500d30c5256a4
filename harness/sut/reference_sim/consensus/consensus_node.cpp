// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/consensus/consensus_node.h"

#include <utility>

namespace holdfast::harness::sut::reference_sim::consensus {

using namespace replication;  // NOLINT: an adapter speaks the words of its port

namespace {

core::Options options_of(const Start& start) {
    core::Options options;
    options.self = name_of(start.self);
    options.heartbeat_period = 50ms;
    options.heartbeat_miss_limit = 6;
    // Two of the longest round trips that are drawn (60 ms each way), and as much again.
    options.vote_timeout_min = 120ms;
    options.vote_timeout_max = 240ms;
    options.seed = start.seed;
    return options;
}

}  // namespace

ConsensusNode::ConsensusNode(const Start& start, std::uint64_t compact_every)
    : ConsensusNode(start, read_back(start), compact_every) {}

ConsensusNode::ConsensusNode(const Start& start, core::Stored stored, std::uint64_t compact_every)
    : compact_every_(compact_every),
      raft_(options_of(start), stored, start.now),
      now_(start.now),
      values_(values_of(stored.snapshot->state)),
      applied_(stored.snapshot->last_index),
      compacted_(applied_) {}

Effects ConsensusNode::step(Instant now, const Input& input) {
    now_ = now;
    std::visit([&](const auto& in) { take(in); }, input);
    compact_when_due();
    return std::exchange(effects_, {});
}

Leadership ConsensusNode::leadership() const {
    return {raft_.role() == core::Role::leader, raft_.term()};
}

void ConsensusNode::take(const input::Started&) {
    effects_.push_back(effect::Restored{values_});
}

void ConsensusNode::take(const input::TimerFired&) {
    give(core::input::TimerFired{});
}

void ConsensusNode::take(const input::Received& received) {
    give(core::input::Received{name_of(received.from),
                               std::any_cast<const core::Message&>(received.message)});
}

void ConsensusNode::take(const input::Stored& stored) {
    core::WriteId synced = 0;
    while (!on_the_way_.empty() && on_the_way_.front().stores <= stored.stores) {
        synced = on_the_way_.front().write;
        on_the_way_.pop_front();
    }
    while (!promises_.empty() && promises_.front().write <= synced) {
        effects_.push_back(std::move(promises_.front().send));
        promises_.pop_front();
    }
    give(core::input::Synced{synced});
}

void ConsensusNode::take(const input::Write& write) {
    give(core::input::Propose{write.operation, to_text({write.value})});
}

void ConsensusNode::take(const input::Read& read) {
    give(core::input::Read{read.operation});
}

void ConsensusNode::give(const core::Input& input) {
    for (const core::Effect& effect : raft_.step(now_, input)) {
        std::visit([&](const auto& e) { carry_out(e); }, effect);
    }
}

void ConsensusNode::carry_out(const core::effect::Persist& persist) {
    on_the_way_.push_back({++stores_, persist.write});
    effects_.push_back(effect::Store{persist});
}

void ConsensusNode::carry_out(const core::effect::Send& send) {
    effects_.push_back(effect::Send{member_of(send.to), send.message});
}

void ConsensusNode::carry_out(const core::effect::SendAfterSync& send) {
    promises_.push_back({send.write, {member_of(send.to), send.message}});
}

void ConsensusNode::carry_out(const core::effect::Apply& entries) {
    for (const core::Entry& entry : entries.entries) {
        apply(entry);
    }
    answer_reads();
}

void ConsensusNode::apply(const core::Entry& entry) {
    applied_ = entry.index;
    if (entry.kind == core::Entry::Kind::command) {
        values_.push_back(values_of(entry.payload).front());
        effects_.push_back(effect::Applied{values_.back()});
    }
    if (const auto write = writes_.extract(entry.index)) {
        const bool ours = write.mapped().term == entry.term;
        answer(write.mapped().operation, ours ? Outcome::ok : Outcome::fail,
               ours ? "" : "another leader's entry took its place");
    }
}

void ConsensusNode::carry_out(const core::effect::Restore& restore) {
    applied_ = compacted_ = restore.snapshot.last_index;
    values_ = values_of(restore.snapshot.state);
    effects_.push_back(effect::Restored{values_});
    // Whether they are in the snapshot is more than a member that fell behind can tell.
    while (!writes_.empty() && writes_.begin()->first <= applied_) {
        answer(writes_.begin()->second.operation, Outcome::info, "a snapshot took its place");
        writes_.erase(writes_.begin());
    }
    answer_reads();
}

void ConsensusNode::carry_out(const core::effect::Proposed& proposed) {
    writes_[proposed.index] = {proposed.id, proposed.term};
}

void ConsensusNode::carry_out(const core::effect::Refused& refused) {
    answer(refused.id, Outcome::fail, refused.reason);
}

void ConsensusNode::carry_out(const core::effect::ReadReady& ready) {
    reads_.emplace(ready.index, ready.id);
    answer_reads();
}

void ConsensusNode::answer_reads() {
    while (!reads_.empty() && reads_.begin()->first <= applied_) {
        answer(reads_.begin()->second, Outcome::ok);
        reads_.erase(reads_.begin());
    }
}

void ConsensusNode::compact_when_due() {
    if (applied_ >= compacted_ + compact_every_) {
        compacted_ = applied_;
        give(core::input::Compact{applied_, to_text(values_)});
    }
}

void ConsensusNode::answer(OperationId operation, Outcome outcome, std::string reason) {
    effects_.push_back(effect::Answered{operation, outcome, std::move(reason)});
}

}  // namespace holdfast::harness::sut::reference_sim::consensus
