// SPDX-License-Identifier: Apache-2.0
#include "reference/cluster/node.h"

#include <fmt/format.h>

#include "base/rng.h"

#include <algorithm>

#include "base/overloaded.h"
#include "reference/cluster/recovery.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

/// A leader that stops gives the others this long to elect one of them.
constexpr Duration hand_over_max = 2s;

consensus::Options raft_options(const NodeOptions& options) {
    consensus::Options out;
    out.self = options.name;
    out.heartbeat_period = options.timers.heartbeat_period;
    out.heartbeat_miss_limit = options.timers.heartbeat_miss_limit;
    // As the documents' election of 50 to 60 s after a detection of 40 s: a vote is a round trip,
    // so a tenth of the heartbeat is plenty.
    out.vote_timeout_min = options.timers.heartbeat_period / 10;
    out.vote_timeout_max = options.timers.heartbeat_period / 5;
    out.seed = options.seed;
    return out;
}

// Before its first membership entry the founder's cluster is itself.
consensus::Stored with_founder(const NodeOptions& options, consensus::Stored stored) {
    if (!stored.snapshot && founds(options)) {
        stored.snapshot = consensus::Snapshot{.membership = {{options.name}}};
    }
    return stored;
}

controller::Records records_in(const consensus::Stored& stored) {
    if (!stored.snapshot || stored.snapshot->state.empty()) {
        return {};
    }
    return controller::parse_records(stored.snapshot->state).value();
}

std::string cluster_in(const consensus::Stored& stored) {
    return cluster_id(records_by_log(stored));
}

void handle(State& s, const input::TimerFired&) {
    drive(s, consensus::input::TimerFired{});
    expire_change(s);
    expire_reports_requests(s);
    if (leads(s) && !s.dead) {
        lead(s, controller::input::TimerFired{});
        take_access_effects(s, s.leading->access.step(s.now, access::input::TimerFired{}));
        expire_membership_request(s);
    }
}

void handle(State& s, const input::PeerConnected& input) {
    peer_connected(s, input);
}
void handle(State& s, const input::PeerDisconnected& input) {
    peer_disconnected(s, input);
}
void handle(State& s, const input::FromPeer& input) {
    from_peer(s, input);
}
void handle(State& s, const input::Synced& input) {
    take_synced(s, input.write);
}

// Fail-stop: what cannot be written cannot be promised, and a member that forgets must not vote.
void handle(State& s, const input::DiskFailed& input) {
    note(s, fmt::format("{} stops, its disk failed: {}", s.options.name.text(), input.reason));
    if (leads(s)) {
        end_leading(s, "its disk failed");
    }
    s.out.push_back(effect::Exit{});
    s.dead = true;
}

void handle(State& s, const input::EngineConnected& input) {
    s.engines.insert(input.connection);
    s.certified[input.connection] = input.certified;
    s.out.push_back(
        effect::SendToEngine{input.connection, protocol::Leadership{s.raft.term(), leads(s)}});
    s.out.push_back(effect::SendToReporter{input.connection, s.told_to_collect});
    if (leads(s)) {
        tell_controllers(s, input.connection);
        lead(s, input);
    }
}

void handle(State& s, const input::FromReporter& input) {
    take_report(s, input);
}

void handle(State& s, const input::EngineDisconnected& input) {
    s.engines.erase(input.connection);
    s.certified.erase(input.connection);
    if (leads(s)) {
        lead(s, input);
    }
}

void handle(State& s, const input::FromEngine& input) {
    if (leads(s)) {
        lead(s, input);
    }
}

void handle(State& s, const input::ApiRequest& input) {
    take_request(s, FromClient{input.id}, input.request);
}

void handle(State& s, const input::PasswordChecked& input) {
    if (leads(s)) {
        take_access_effects(s, s.leading->access.step(s.now, input));
    }
}

void handle(State& s, const input::PasswordHashed& input) {
    if (leads(s)) {
        take_access_effects(s, s.leading->access.step(s.now, input));
    }
}

// CTRL-7: the others know at once; a leader hands over, and has released the cluster IP by then.
void handle(State& s, const input::StopRequested&) {
    s.stopping = true;
    s.stop_by = s.now + hand_over_max;
    const bool was_leader = s.raft.role() == consensus::Role::leader;
    if (leads(s)) {
        end_leading(s, "it stops");
    }
    for (const auto& peer : s.connections.peers) {
        s.out.push_back(effect::SendToPeer{peer.name, Leaving{}});
    }
    if (was_leader) {
        drive(s, consensus::input::TransferLeadership{});
    }
}

void finish_stop(State& s) {
    const bool alone = s.raft.membership().voters.size() <= 1;
    if (s.stopping && (alone || s.raft.role() != consensus::Role::leader || s.now >= s.stop_by)) {
        s.out.push_back(effect::Exit{});
        s.dead = true;
    }
}

/// What follows from whatever happened.
void conclude(State& s) {
    follow_role(s);
    watch_nodes(s);
    spread_reports(s);
    advance_change(s);
    connect_peers(s);
    keep_engines_told(s);
    report_engines(s);
    finish_moving(s);
    keep_cluster_address(s);
    compact_when_due(s);
    for (Effect& effect : s.gate.release(s.applied)) {
        s.out.push_back(std::move(effect));
    }
    finish_stop(s);
}

}  // namespace

State::State(NodeOptions the_options, consensus::Stored stored, Instant at,
             controller::CoreFactory factory)
    : options(std::move(the_options)),
      make_controller(std::move(factory)),
      now(at),
      raft(raft_options(options), with_founder(options, stored), at),
      records(records_in(stored)),
      cluster(cluster_in(stored)),
      // By the log, committed or not: whom it does not reach it cannot commit anything with.
      wanted(wanted_cluster(records_by_log(stored))),
      change(member_change(records)),
      alone_by_log(may_be_alone_again(options.name, member_change(records_by_log(stored)),
                                      raft.membership())),
      joined_by_log(joined_members(records_by_log(stored))),
      log_at_start(raft.last_index()),
      born(at),
      voters_applied(stored.snapshot ? stored.snapshot->membership : consensus::Membership{}),
      applied(stored.snapshot ? stored.snapshot->last_index : 0),
      told_to_collect{.holder = Rng(options.seed).fork("reports").below(~0ULL)},
      spread_at(applied) {}

struct Node::State : cluster::State {
    using cluster::State::State;
};

Node::Node(NodeOptions options, consensus::Stored stored, Instant now,
           controller::CoreFactory make_controller)
    : state_(std::make_unique<State>(std::move(options), std::move(stored), now,
                                     std::move(make_controller))) {}
Node::~Node() = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(Node&&) noexcept = default;

Effects Node::start(Instant now) {
    return step(now, input::TimerFired{});
}

Effects Node::step(Instant now, const Input& input) {
    cluster::State& s = *state_;
    s.out.clear();
    if (s.dead) {
        return {};
    }
    s.now = now;
    std::visit([&](const auto& one) { handle(s, one); }, input);
    if (!s.dead) {
        conclude(s);
    }
    return std::move(s.out);
}

std::optional<Instant> Node::next_timeout() const {
    const cluster::State& s = *state_;
    if (s.dead) {
        return std::nullopt;
    }
    std::optional<Instant> next = s.raft.next_timeout();
    const auto consider = [&](const std::optional<Instant>& other) {
        if (other) {
            next = next ? std::min(*next, *other) : other;
        }
    };
    consider(next_watch(s));
    consider(next_address_timeout(s));
    consider(next_reports_timeout(s));
    if (s.leading) {
        consider(s.leading->controller.next_timeout());
        consider(s.leading->access.next_timeout());
    }
    if (s.membership_request) {
        consider(s.membership_request->until);
    }
    consider(next_change_timeout(s));
    if (s.moving) {
        consider(s.moving_until);
    }
    if (s.stopping) {
        consider(s.stop_by);
    }
    return next;
}

Core core_of(NodeOptions options, consensus::Stored stored, Instant now,
             controller::CoreFactory make_controller) {
    const auto node = std::make_shared<Node>(std::move(options), std::move(stored), now,
                                             std::move(make_controller));
    return {[node](Instant at) { return node->start(at); },
            [node](Instant at, const Input& input) { return node->step(at, input); },
            [node] { return node->next_timeout(); }};
}

bool founds(const NodeOptions& options) {
    return options.joins.empty() && !options.initial_members.empty() &&
           options.initial_members.front().name == options.name;
}

}  // namespace holdfast::reference::cluster
