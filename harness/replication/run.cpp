// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/run.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast::harness::replication {
namespace {

using Outcome = effect::Answered::Outcome;

// Half an election of the systems under test: a few writes are enough to find a leader.
constexpr Duration settle_write_period = 200ms;

Value value_of(Operation::Kind kind, OperationId operation) {
    return kind == Operation::Kind::write ? operation : 0;
}

}  // namespace

Run::Run(const ReplicatedLog& make, const Schedule& schedule)
    : network(schedule.network, schedule.seed),
      surroundings_{make,
                    schedule.members,
                    schedule.seed,
                    agenda,
                    history,
                    [this](Member from, const effect::Send& send) { deliver(from, send); },
                    [this](const Host& by, const effect::Answered& a) { answered(by, a); }} {
    for (std::uint32_t number = 1; number <= schedule.members; ++number) {
        hosts_.emplace_back(Member{number}, surroundings_);
    }
}

std::optional<Member> Run::leader() const {
    const auto last =
        std::max_element(hosts_.begin(), hosts_.end(), [](const Host& a, const Host& b) {
            const Leadership x = a.leadership();
            const Leadership y = b.leadership();
            return std::pair(x.leads, x.term) < std::pair(y.leads, y.term);
        });
    return last->leadership().leads ? std::optional(last->self()) : std::nullopt;
}

void Run::start_members() {
    for (Host& host : hosts_) {
        host.start();
    }
}

void Run::deliver(Member from, const effect::Send& send) {
    CHECK(send.to.number >= 1 && send.to.number <= hosts_.size(), "{} sends to {}, who is none",
          to_string(from), to_string(send.to));
    for (const Instant arrival : network.deliveries(agenda.now(), from, send.to)) {
        agenda.at(arrival, [this, from, send] {
            if (network.connected(from, send.to)) {
                host(send.to).give(input::Received{from, send.message});
            }
        });
    }
}

void Run::ask(OperationId operation, Operation::Kind kind, const Target& to) {
    const std::optional<Member> at = to ? to : leader();
    history.push_back(
        {agenda.now(), event::Invoked{operation, kind, value_of(kind, operation), at}});
    pending_[operation] = {kind, at.value_or(Member{})};
    if (!at || !host(*at).running()) {
        complete(operation, {operation, Outcome::fail, at ? "it is down" : "nobody leads"}, {});
        return;
    }
    if (kind == Operation::Kind::write) {
        host(*at).give(input::Write{operation, operation});
    } else {
        host(*at).give(input::Read{operation});
    }
}

void Run::answered(const Host& by, const effect::Answered& answer) {
    const auto found = pending_.find(answer.operation);
    if (found == pending_.end()) {
        return;
    }
    const bool was_read =
        found->second.kind == Operation::Kind::read && answer.outcome == Outcome::ok;
    if (!was_read && answer.outcome == Outcome::ok && answer.operation >= settling_from_ &&
        settling_from_ != 0) {
        acknowledged_ = answer.operation;
    }
    complete(answer.operation, answer, was_read ? by.applied() : std::vector<Value>());
}

void Run::complete(OperationId operation, const effect::Answered& answer, std::vector<Value> read) {
    const auto found = pending_.find(operation);
    const auto [kind, at] = found->second;
    pending_.erase(found);
    history.push_back(
        {agenda.now(), event::Completed{operation, kind, value_of(kind, operation),
                                        at.number == 0 ? std::nullopt : std::optional(at),
                                        answer.outcome, std::move(read), answer.reason}});
}

void Run::crash(Member member, bool power_cut) {
    host(member).crash(power_cut);
    std::vector<OperationId> orphans;
    for (const auto& [operation, pending] : pending_) {
        if (pending.at == member) {
            orphans.push_back(operation);
        }
    }
    for (const OperationId operation : orphans) {
        complete(operation, {operation, Outcome::info, "the member died"}, {});
    }
}

void Run::settle(OperationId first_unused, Duration limit) {
    settling_from_ = first_unused;
    write_to_settle(first_unused);
    const Instant deadline = agenda.now() + limit;
    while (!settled()) {
        if (!agenda.step(deadline)) {
            history.push_back({agenda.now(), event::NotSettled{limit}});
            return;
        }
    }
    history.push_back({agenda.now(), event::Settled{*acknowledged_}});
}

void Run::write_to_settle(OperationId operation) {
    if (acknowledged_) {
        return;
    }
    if (leader()) {
        ask(operation++, Operation::Kind::write, std::nullopt);
    }
    agenda.at(agenda.now() + settle_write_period,
              [this, operation] { write_to_settle(operation); });
}

bool Run::settled() const {
    return acknowledged_ && std::all_of(hosts_.begin(), hosts_.end(), [&](const Host& host) {
               const auto& applied = host.applied();
               return std::find(applied.rbegin(), applied.rend(), *acknowledged_) != applied.rend();
           });
}

void Run::end_operations() {
    while (!pending_.empty()) {
        const OperationId operation = pending_.begin()->first;
        complete(operation, {operation, Outcome::info, "no answer to the end"}, {});
    }
}

}  // namespace holdfast::harness::replication
