// SPDX-License-Identifier: Apache-2.0
// The other controllers: who is connected, who is heard, and what the leader tells of them.
#include <fmt/format.h>

#include <algorithm>

#include "base/overloaded.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

using Peer = effect::ConnectPeers::Peer;

bool wanted(const std::vector<Peer>& members, const MemberId& name) {
    return std::any_of(members.begin(), members.end(),
                       [&](const Peer& peer) { return peer.name == name; });
}

/// CCFG-11: it is reached elsewhere than the configuration says. Where a host name leads may
/// change.
bool has_moved(const State& s, const Hello& hello) {
    const auto members = s.wanted ? s.wanted->members : std::vector<Peer>{};
    return !hello.address.unspecified() &&
           std::any_of(members.begin(), members.end(), [&](const Peer& member) {
               return member.name == hello.node && member.host.empty() &&
                      member.address != hello.address;
           });
}

/// A member that held the log and comes without it; on the connection on which it joined it says
/// that it is nobody's for as long as that is up.
bool forgot(const State& s, const PeerNode& before, const Hello& hello) {
    const bool held = has_joined(s.records, hello.node) ||
                      std::count(s.joined_by_log.begin(), s.joined_by_log.end(), hello.node) != 0;
    const bool knew = before.hello ? before.hello->cluster == s.cluster || before.forgot : held;
    return knew && hello.cluster.empty() && s.raft.membership().contains(hello.node);
}

/// The leader's: who has all of the log that is committed holds it from then on.
void note_joined(State& s, const MemberId& peer, const PeerMessage& message) {
    const auto* response = std::get_if<consensus::AppendEntriesResponse>(&message);
    if (response != nullptr && leads(s) && response->success && response->match >= s.applied &&
        !s.cluster.empty() && s.raft.membership().contains(peer) && !has_joined(s.records, peer) &&
        s.last_proposed <= s.applied) {
        propose(s, {record_of_joined(peer, true)});
    }
}

bool tells_to_clear(const State& s, const MemberId& peer, const Removed& removed) {
    const auto& hello = s.peers.at(peer).hello;
    const bool of_another = hello && hello->cluster != s.cluster;  // CCFG-12: it knows better
    return s.cluster.empty() ? removed.cluster == s.options.joins && !s.options.joins.empty()
                             : removed.cluster == s.cluster && (!leads(s) || of_another);
}

void report_node(State& s, const std::string& event, const MemberId& node, const std::string& how) {
    lead(s, controller::input::OutsideEvent{
                event, node.text(),
                fmt::format("{} {} ({})", node.text(), how,
                            node == s.options.name ? "CLUSTER_LEADER" : "CLUSTER_FOLLOWER")});
}

/// Has the leader heard the node since it leads?
bool is_heard(const State& s, const MemberId& node, const std::map<MemberId, Instant>& heard) {
    const auto at = heard.find(node);
    return at != heard.end() && at->second >= s.led_since;
}

/// Until when the leader calls a node active without hearing it again. One that is silent from the
/// beginning was so for a detection time before: that is why there was an election.
Instant heard_until(const State& s, const MemberId& node,
                    const std::map<MemberId, Instant>& heard) {
    return is_heard(s, node, heard) ? heard.at(node) + detection_time(s)
                                    : s.led_since + s.options.timers.heartbeat_period;
}

KnownNode node_now(const State& s, const MemberId& name, const KnownNode* before,
                   const std::map<MemberId, Instant>& heard) {
    KnownNode now{.name = name.text(), .since = clock_time(s)};
    const auto peer = s.peers.find(name);
    const bool left = peer != s.peers.end() && peer->second.left;
    if (name == s.options.name) {
        now.state = NodeState::CLUSTER_ACTIVE;
    } else if (left || heard_until(s, name, heard) <= s.now) {
        now.state = NodeState::CLUSTER_INACTIVE;
    } else {
        now.state = is_heard(s, name, heard) ? NodeState::CLUSTER_ACTIVE
                    : before != nullptr      ? before->state
                                             : NodeState::CLUSTER_STARTING;
    }
    if (before != nullptr && before->state == now.state) {
        now.since = before->since;
    }
    return now;
}

const KnownNode* find_node(const KnownCluster& cluster, const std::string& name) {
    const auto found = std::find_if(cluster.nodes.begin(), cluster.nodes.end(),
                                    [&](const KnownNode& node) { return node.name == name; });
    return found == cluster.nodes.end() ? nullptr : &*found;
}

KnownCluster cluster_now(const State& s) {
    KnownCluster now{.leader = s.options.name.text(), .term = s.raft.term(), .since = s.told.since};
    const bool new_leader = s.told.leader != now.leader || s.told.term != now.term;
    const std::map<MemberId, Instant> heard = s.raft.last_heard();
    for (const MemberId& voter : s.raft.membership().voters) {
        now.nodes.push_back(node_now(s, voter, find_node(s.told, voter.text()), heard));
        if (voter == s.options.name && new_leader) {
            now.nodes.back().since = clock_time(s);  // the leader's changes with the leadership
        }
    }
    if (now.nodes != s.told.nodes || new_leader) {
        now.since = clock_time(s);
    }
    return now;
}

void report_changes(State& s, const KnownCluster& before, const KnownCluster& now) {
    for (const KnownNode& node : now.nodes) {
        const KnownNode* old = find_node(before, node.name);
        const bool was_active = old != nullptr && old->state == NodeState::CLUSTER_ACTIVE;
        const bool is_active = node.state == NodeState::CLUSTER_ACTIVE;
        if (is_active && !was_active && node.name != s.options.name.text()) {
            report_node(s, "CONTROLLER_NODE_JOINED", node.name, "joined the cluster");
        } else if (was_active && !is_active) {
            report_node(s, "CONTROLLER_NODE_LEFT", node.name, "left the cluster");
        }
    }
}

}  // namespace

Ipv4Address address_of(const State& s, const Peer& member) {
    if (member.host.empty() || member.name == s.options.name) {
        return member.host.empty() ? member.address : s.options.address;
    }
    const auto known = s.peers.find(member.name);
    return known == s.peers.end() ? Ipv4Address{} : known->second.address;
}

bool is_wanted(const State& s, const MemberId& node) {
    return wanted(s.connections.peers, node);
}

/// A word of the log counts from whoever is of the same cluster; a node that waits for one takes
/// it from anybody whom its configuration names or who was let in by the certificate.
bool is_fellow(const State& s, const MemberId& peer) {
    const auto known = s.peers.find(peer);
    if (known == s.peers.end() || !known->second.hello || known->second.forgot) {
        return false;
    }
    const std::string& theirs = known->second.hello->cluster;
    const bool same = s.cluster.empty() || theirs.empty() || s.cluster == theirs;
    return same && !has_moved(s, *known->second.hello);
}

bool has_forgotten(const State& s, const MemberId& peer) {
    const auto known = s.peers.find(peer);
    return known != s.peers.end() && known->second.forgot;
}

void peer_connected(State& s, const input::PeerConnected& input) {
    PeerNode& peer = s.peers[input.peer];
    peer.forgot = forgot(s, peer, input.hello);
    peer.hello = input.hello;
    if (!input.hello.address.unspecified()) {
        peer.address = input.hello.address;
    }
    peer.left = false;
    if (peer.forgot) {
        note(s, fmt::format("{} came back without its state: it is no member before it was removed "
                            "and added again",
                            input.peer.text()));
    }
    if (s.moving) {
        s.out.push_back(effect::SendToPeer{input.peer, AddressChanged{s.options.address}});
    }
    if (s.engines_told_to == input.peer) {
        s.engines_told_to.reset();  // it may have missed the last word
    }
    const std::string mine = s.cluster;
    const bool invited =
        s.membership_request && s.membership_request->unanswered.contains(input.peer);
    if (invited) {
        s.out.push_back(effect::SendToPeer{input.peer, JoinRequest{mine, s.options.version}});
    } else if (is_revoked(s.records, input.hello.cluster)) {
        s.out.push_back(effect::SendToPeer{input.peer, Removed{input.hello.cluster}});
    }
    dismiss_stranger(s, input.peer);
}

void peer_disconnected(State& s, const input::PeerDisconnected& input) {
    s.peers[input.peer].hello.reset();
    if (s.forwarded_to == input.peer && !s.forwarded.empty()) {
        give_up_forwarded(s);
    }
}

void from_peer(State& s, const input::FromPeer& input) {
    if (!s.peers.contains(input.peer)) {
        return;
    }
    std::visit(
        Overloaded{
            [](const Hello&) {},
            [&](const ForwardedRequest& forwarded) {
                take_request(s, FromFollower{input.peer, forwarded.id}, forwarded.request);
            },
            [&](const ForwardedResponse& response) { take_forwarded_answer(s, response); },
            [&](const ReportsWanted& wanted) { take_reports_wanted(s, input.peer, wanted); },
            [&](const ReportsFound& found) { take_reports_found(s, input.peer, found); },
            [&](const JoinRequest& request) { take_join_request(s, input.peer, request); },
            [&](const JoinAnswer& answered) { take_join_answer(s, input.peer, answered); },
            [&](const Removed& removed) {
                if (tells_to_clear(s, input.peer, removed)) {
                    s.out.push_back(effect::ResetToFactory{input.peer.text() + " removed it"});
                    s.dead = true;
                }
            },
            [&](const StrangerSeen& seen) { take_stranger_seen(s, input.peer, seen); },
            [&](const Dismiss& dismissed) { take_dismiss(s, input.peer, dismissed); },
            [&](const Leaving&) { s.peers[input.peer].left = true; },
            [&](const AddressChanged& changed) { take_changed_address(s, input.peer, changed); },
            [&](const EnginesSeen& seen) { s.engines_of[input.peer] = seen.engines; },
            [&](const auto& message) {
                s.peers[input.peer].left = false;
                dismiss_stranger(s, input.peer);
                if (is_fellow(s, input.peer)) {
                    drive(s, consensus::input::Received{input.peer, message});
                    note_joined(s, input.peer, message);
                }
            },
        },
        input.message);
}

void connect_peers(State& s) {
    std::vector<Peer> members = s.options.initial_members;
    if (s.wanted && !s.wanted->members.empty()) {
        members = s.wanted->members;
    }
    if (s.membership_request) {
        const auto asked = requested_members(*s.membership_request);
        members.insert(members.end(), asked.begin(), asked.end());
    }
    for (const Peer& before : s.connections.peers) {  // a voter, until its removal is committed
        if (s.raft.membership().contains(before.name) || s.voters_applied.contains(before.name)) {
            members.push_back(before);
        }
    }
    std::vector<Peer> peers;
    for (const Peer& member : members) {
        if (member.name != s.options.name && !wanted(peers, member.name)) {
            peers.push_back(member);
        }
    }
    effect::ConnectPeers connections{std::move(peers), s.cluster};
    if (connections != s.connections) {
        s.connections = connections;
        s.out.push_back(std::move(connections));
    }
}

void watch_nodes(State& s) {
    if (!leads(s)) {
        return;
    }
    const KnownCluster now = cluster_now(s);
    if (now == s.told) {
        return;
    }
    const KnownCluster before = std::exchange(s.told, now);
    propose(s, {record_of(now)});
    report_changes(s, before, now);
}

std::optional<Instant> next_watch(const State& s) {
    if (!leads(s)) {
        return std::nullopt;
    }
    std::optional<Instant> next;
    const auto heard = s.raft.last_heard();
    for (const MemberId& voter : s.raft.membership().voters) {
        const KnownNode* told = find_node(s.told, voter.text());
        if (voter == s.options.name || told == nullptr ||
            told->state == NodeState::CLUSTER_INACTIVE) {
            continue;
        }
        const Instant until = heard_until(s, voter, heard);
        next = next ? std::min(*next, until) : until;
    }
    return next;
}

}  // namespace holdfast::reference::cluster
