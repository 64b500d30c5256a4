// SPDX-License-Identifier: Apache-2.0
#include "reference/consensus/network.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/check.h"

namespace holdfast::reference::consensus {

Network::Network(std::uint64_t seed, const std::vector<MemberId>& names, std::size_t voters)
    : rng_(seed), names_(names) {
    const Snapshot founding{
        .membership = {{names.begin(), names.begin() + static_cast<int>(voters)}}};
    for (const MemberId& name : names) {
        const bool votes = founding.membership.contains(name);
        members_.emplace(name, votes ? Stored{.snapshot = founding} : Stored{});
        start(name);
    }
}

void Network::start(const MemberId& name) {
    Member& member = members_.at(name);
    const Options options{.self = name,
                          .heartbeat_period = heartbeat_period,
                          .vote_timeout_min = 50ms,
                          .vote_timeout_max = 100ms,
                          .seed = rng_.below(1000),
                          .entries_per_message_max = 3,  // so that logs and snapshots need several
                          .bytes_per_message_max = 40,
                          .in_flight_max = 3};
    member.raft = std::make_unique<Raft>(options, member.disk.durable(), now_);
    ++member.life;
    member.last_sync = now_;
    const auto& snapshot = member.disk.durable().snapshot;
    member.state = snapshot ? snapshot->state : "";
    member.applied = SimulatedDisk::base_of(member.disk.durable());
}

void Network::crash(const MemberId& name) {
    Member& member = members_.at(name);
    member.raft.reset();
    member.disk.cut_power(rng_);
    ++member.life;
    member.unsent.clear();
    member.unsynced = 0;
    member.proposed.clear();
    member.reads.clear();
}

void Network::restart(const MemberId& name) {
    start(name);
}

void Network::restart_damaged(const MemberId& name) {
    members_.at(name).disk.lose_entries(rng_);
    start(name);
}

void Network::release_syncs(const MemberId& name) {
    held_.erase(name);
    if (members_.at(name).unsynced > 0) {
        sync(name, std::exchange(members_.at(name).unsynced, 0));
    }
}

void Network::run_for(Duration duration) {
    const Instant end = now_ + duration;
    while (next_event(end)) {
    }
    now_ = end;
}

bool Network::run_until(const std::function<bool()>& condition, Duration limit) {
    const Instant end = now_ + limit;
    while (!condition()) {
        if (!next_event(end)) {
            now_ = end;
            return condition();
        }
    }
    return true;
}

/// The earliest message, finished write or timer up to `end`.
bool Network::next_event(Instant end) {
    std::optional<MemberId> due;
    Instant first = events_.empty() ? Instant::never() : events_.top().at;
    for (const auto& [name, member] : members_) {
        const auto timeout = member.raft ? member.raft->next_timeout() : std::nullopt;
        if (timeout && std::max(*timeout, now_) < first) {
            due = name;
            first = std::max(*timeout, now_);
        }
    }
    if (first > end) {
        return false;
    }
    now_ = first;
    if (due) {
        give(*due, input::TimerFired{});
        const auto next = raft(*due).next_timeout();
        CHECK(!next || *next > now_, "{} wants to be called again at the same instant",
              due->text());
    } else {
        const auto happen = events_.top().happen;
        events_.pop();
        happen();
    }
    return true;
}

void Network::give(const MemberId& name, const Input& input) {
    Member& member = members_.at(name);
    CHECK(member.raft != nullptr, "{} is down", name.text());
    const bool led = member.raft->role() == Role::leader;
    const Term term_before = member.raft->term();
    const Effects effects = member.raft->step(now_, input);
    ++steps_;
    for (const Effect& effect : effects) {
        if (const auto* persist = std::get_if<effect::Persist>(&effect)) {
            member.disk.write(*persist);
        }
    }
    if (!member.raft->recovering()) {
        member.disk.clear_damage();
    }
    const Invariants::Member seen = view(name);
    invariants_.after_step(now_, {seen, led, term_before, effects}, views());
    for (const Effect& effect : effects) {
        std::visit([&](const auto& one) { carry_out(name, one); }, effect);
    }
}

/// Writes are finished in the order in which they were begun.
void Network::carry_out(const MemberId& name, const effect::Persist& persist) {
    Member& member = members_.at(name);
    if (held_.contains(name)) {
        member.unsynced = persist.write;
        return;
    }
    member.last_sync =
        std::max(member.last_sync, now_ + between(weather.sync_min, weather.sync_max));
    at(member.last_sync, [this, name, life = member.life, write = persist.write] {
        if (members_.at(name).life == life) {
            sync(name, write);
        }
    });
}

void Network::sync(const MemberId& name, WriteId write) {
    Member& member = members_.at(name);
    member.disk.sync(write);
    std::vector<effect::SendAfterSync> rest;
    for (effect::SendAfterSync& send : std::exchange(member.unsent, {})) {
        if (send.write <= write) {
            post(name, send.to, send.message);
        } else {
            rest.push_back(std::move(send));
        }
    }
    member.unsent = std::move(rest);
    give(name, input::Synced{write});
}

void Network::carry_out(const MemberId& name, const effect::Send& send) {
    post(name, send.to, send.message);
}

void Network::carry_out(const MemberId& name, const effect::SendAfterSync& send) {
    members_.at(name).unsent.push_back(send);
}

void Network::post(const MemberId& from, const MemberId& to, const Message& message) {
    invariants_.sent(view(from), to, message);
    if (!members_.contains(to) || !connected(from, to) || rng_.chance(weather.loss) ||
        (passes && !passes(from, to, message))) {
        return;
    }
    deliver_later(from, to, message);
    if (rng_.chance(weather.duplication)) {
        deliver_later(from, to, message);
    }
}

/// A message to an earlier life of its receiver is lost with the connection that it came over.
void Network::deliver_later(const MemberId& from, const MemberId& to, const Message& message) {
    at(now_ + between(weather.delay_min, weather.delay_max),
       [this, from, to, message, life = members_.at(to).life] {
           const Member& receiver = members_.at(to);
           if (receiver.raft && receiver.life == life && connected(from, to)) {
               give(to, input::Received{from, message});
           }
       });
}

void Network::carry_out(const MemberId& name, const effect::Apply& apply) {
    Member& member = members_.at(name);
    for (const Entry& entry : apply.entries) {
        CHECK(entry.index == member.applied + 1, "{} applies {} after {}", name.text(), entry.index,
              member.applied);
        member.applied = entry.index;
        member.state += entry.payload;
        if (member.proposed.contains({entry.index, entry.term})) {
            invariants_.acknowledged(entry.index);
            ++acknowledged_;
        }
    }
}

void Network::carry_out(const MemberId& name, const effect::Restore& restore) {
    members_.at(name).state = restore.snapshot.state;
    members_.at(name).applied = restore.snapshot.last_index;
}

void Network::carry_out(const MemberId& name, const effect::Proposed& proposed) {
    members_.at(name).proposed.insert({proposed.index, proposed.term});
}

void Network::carry_out(const MemberId& name, const effect::Refused& refused) {
    members_.at(name).reads.erase(refused.id);
}

void Network::carry_out(const MemberId& name, const effect::ReadReady& ready) {
    Member& member = members_.at(name);
    CHECK(ready.index <= member.applied, "{} has not applied {} yet", name.text(), ready.index);
    invariants_.read_answered(member.reads.at(ready.id), ready.index);
    member.reads.erase(ready.id);
    ++reads_answered_;
}

void Network::propose(const MemberId& at, std::size_t size) {
    const RequestId id = ++requests_;
    give(at, input::Propose{id, fmt::format("{:{}};", id, size)});
}

void Network::read(const MemberId& at) {
    const RequestId id = ++requests_;
    members_.at(at).reads[id] = invariants_.newest_acknowledged();
    give(at, input::Read{id});
}

void Network::compact(const MemberId& at) {
    const Member& member = members_.at(at);
    give(at, input::Compact{member.applied, member.state});
}

void Network::change_membership(const MemberId& at, const Membership& wanted) {
    give(at, input::ChangeMembership{++requests_, wanted});
}

void Network::transfer(const MemberId& from) {
    give(from, input::TransferLeadership{});
}

const Raft& Network::raft(const MemberId& name) const {
    CHECK(up(name), "{} is down", name.text());
    return *members_.at(name).raft;
}

std::optional<MemberId> Network::leader() const {
    std::optional<MemberId> newest;
    for (const MemberId& name : names_) {
        const bool leads = up(name) && raft(name).role() == Role::leader;
        if (leads && (!newest || raft(name).term() > raft(*newest).term())) {
            newest = name;
        }
    }
    return newest;
}

bool Network::anybody_damaged() const {
    return std::any_of(names_.begin(), names_.end(),
                       [&](const MemberId& name) { return disk(name).durable().damaged; });
}

bool Network::settled() const {
    const auto leads = leader();
    if (!leads || !raft(*leads).current() ||
        raft(*leads).committed() != raft(*leads).last_index()) {
        return false;
    }
    const auto& voters = raft(*leads).membership().voters;
    return std::all_of(voters.begin(), voters.end(), [&](const MemberId& voter) {
        return up(voter) && state(voter) == state(*leads) && !raft(voter).recovering() &&
               raft(voter).committed() == raft(*leads).committed();
    });
}

std::string Network::describe() const {
    std::string out;
    for (const MemberId& name : names_) {
        if (!up(name)) {
            out += fmt::format("{} is down\n", name.text());
            continue;
        }
        const Raft& one = raft(name);
        std::string voters;
        for (const MemberId& voter : one.membership().voters) {
            voters += " " + voter.text();
        }
        out += fmt::format("{} role {} term {} leader {} log {} committed {} of{}{}\n", name.text(),
                           static_cast<int>(one.role()), one.term(),
                           one.leader().value_or("none").text(), one.last_index(), one.committed(),
                           voters, one.recovering() ? ", recovering" : "");
    }
    return out;
}

void Network::at(Instant when, std::function<void()> happen) {
    events_.push({when, ++order_, std::move(happen)});
}

bool Network::connected(const MemberId& a, const MemberId& b) const {
    return group_.contains(a) == group_.contains(b);
}

Invariants::Member Network::view(const MemberId& name) const {
    const Member& member = members_.at(name);
    return {name, member.raft.get(), &member.disk};
}

std::vector<Invariants::Member> Network::views() const {
    std::vector<Invariants::Member> out;
    for (const MemberId& name : names_) {
        out.push_back(view(name));
    }
    return out;
}

Duration Network::between(Duration low, Duration high) {
    return Duration(rng_.between(low.count(), high.count()));
}

namespace {

TEST(Network, ThreeMembersElectALeaderAndAgree) {
    Network network(1, {"n1", "n2", "n3"}, 3);
    ASSERT_TRUE(network.run_until([&] { return network.settled(); }, 2 * election_timeout));

    network.propose(*network.leader());
    network.read(*network.leader());

    // A message each way and two writes: 10 + 5 + 10 + 5 ms.
    network.run_for(50ms);
    EXPECT_EQ(network.acknowledged(), 1U);
    EXPECT_EQ(network.reads_answered(), 1U);
    EXPECT_TRUE(network.settled());
}

}  // namespace
}  // namespace holdfast::reference::consensus
