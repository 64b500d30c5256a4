// SPDX-License-Identifier: Apache-2.0
// Changing the cluster (spec 3.3): who may join, what is refused, and the voters brought step by
// step to what the configuration asks for.
#include <fmt/format.h>

#include <algorithm>

#include "base/host_name.h"
#include "base/json.h"
#include "reference/api/query.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

using Peer = effect::ConnectPeers::Peer;

/// A new member is reached over a connection that is yet to be made, and answers at once.
Duration join_answer_max(const State& s) {
    return std::min<Duration>(10s, 8 * s.options.timers.heartbeat_period);
}

std::optional<WantedCluster> wanted_by(const std::string& body) {
    try {
        return wanted_cluster(
            {{"cluster", boost::json::serialize(
                             json::object{{"object", boost::json::parse(body).as_object()}})}});
    } catch (const std::exception&) {
        return std::nullopt;  // the controller says what is wrong with it
    }
}

bool names(const std::vector<Peer>& members, const MemberId& name) {
    return std::any_of(members.begin(), members.end(),
                       [&](const Peer& member) { return member.name == name; });
}

bool in_subnet(const State& s, Ipv4Address address) {
    return InterfaceAddress{s.options.address, s.options.management_prefix_length}.contains(
        address);
}

/// Who of another name has this address or host name among these; "": nobody.
std::string owner_of(const std::vector<Peer>& members, const Peer& wanted) {
    for (const Peer& member : members) {
        const bool same_place = member.address == wanted.address && member.host == wanted.host;
        if (same_place && member.name != wanted.name) {
            return member.name.text();
        }
    }
    return "";
}

/// CIP-4: why this member and a cluster IP exclude each other; "": they do not. Where a node that
/// is named by host name is, it says when it answers.
std::string outside_subnet(const State& s, const Peer& member) {
    const Ipv4Address address = address_of(s, member);
    if (address.unspecified()) {
        return s.raft.membership().contains(member.name)
                   ? fmt::format("virtual_ip: where {} is is not known while it is away",
                                 member.name.text())
                   : "";
    }
    return in_subnet(s, address)
               ? ""
               : fmt::format("virtual_ip: {} is not in the management subnet of {}",
                             to_string(address), s.options.name.text());
}

/// Why the change is refused; "": it is not.
std::string objection(const State& s, const WantedCluster& wanted) {
    const std::size_t size = wanted.members.size();
    if (size == 0) {
        return "";  // members stay as they are
    }
    if (size != 1 && size != 3) {  // CTRL-1
        return fmt::format("nodes: a cluster has 1 or 3 nodes, not {}", size);
    }
    if (!names(wanted.members, s.options.name)) {  // CCFG-9
        return fmt::format("nodes: {} leads the cluster and cannot be removed",
                           s.options.name.text());
    }
    for (const Peer& member : wanted.members) {
        if (has_forgotten(s, member.name)) {  // CCFG-14
            return fmt::format(
                "nodes: {} came back without its state under the name of a member; "
                "go to one node first, then add it",
                member.name.text());
        }
        if (const std::string twin = owner_of(wanted.members, member); !twin.empty()) {
            return fmt::format("nodes: {} and {} have the same address", member.name.text(), twin);
        }
        const std::string owner =
            owner_of(s.wanted ? s.wanted->members : std::vector<Peer>{}, member);
        if (!owner.empty()) {  // CCFG-14
            return fmt::format(
                "nodes: {} has the address of the member {}: go to one node first, then add it",
                member.name.text(), owner);
        }
        if (!member.host.empty() && !is_host_name(member.host)) {
            return fmt::format("nodes: '{}', for {}, is no host name", member.host,
                               member.name.text());
        }
        if (const std::string why = outside_subnet(s, member); wanted.address && !why.empty()) {
            return why;
        }
    }
    if (wanted.address && !in_subnet(s, *wanted.address)) {
        return fmt::format("virtual_ip: {} is not in the management subnet of {}",
                           to_string(*wanted.address), s.options.name.text());
    }
    return "";
}

void refuse(State& s, const access::effect::Admit& request, const std::string& reason) {
    lead(s,
         controller::input::OutsideEvent{"CLUSTER_CONFIG_FAILED", s.options.name.text(), reason});
    answer(s, request.id,
           {400,
            {{"Content-Type", "application/json"}},
            boost::json::serialize(json::object{{"error", reason}})},
           true);
}

void fail_request(State& s, const std::string& reason) {
    const MembershipRequest failed = std::move(*s.membership_request);
    s.membership_request.reset();
    for (const Peer& peer : requested_members(failed)) {
        if (!s.raft.membership().contains(peer.name)) {
            s.out.push_back(effect::SendToPeer{peer.name, Removed{s.cluster}});
        }
    }
    end_change(s);
    refuse(s, failed.request, reason);
}

/// Why this node may not join; "": it may (CCFG-1, CCFG-2).
std::string obstacle(const State& s, const JoinRequest& request) {
    if (request.version != s.options.version) {
        return fmt::format("{} runs version {}, the leader {}", s.options.name.text(),
                           s.options.version, request.version);
    }
    if (s.raft.membership().voters.size() > 1) {
        return fmt::format("{} belongs to a cluster of {} nodes", s.options.name.text(),
                           s.raft.membership().voters.size());
    }
    if (is_configured(s.records)) {
        return fmt::format(
            "{} holds configuration or changed credentials; only a factory-fresh "
            "node can join",
            s.options.name.text());
    }
    return "";
}

/// Of a node that has agreed to join, and said where it is.
std::string outside_requested_subnet(const State& s, const MemberId& peer) {
    const auto wanted = wanted_by(s.membership_request->request.request.body);
    for (const Peer& member : wanted && wanted->address ? wanted->members : std::vector<Peer>{}) {
        if (member.name == peer) {
            return outside_subnet(s, member);
        }
    }
    return "";
}

/// " (host.example)" behind who was asked for by host name: perhaps it is a wrong one.
std::string by_host(const MembershipRequest& request, const MemberId& node) {
    for (const Peer& member : requested_members(request)) {
        if (member.name == node && !member.host.empty()) {
            return fmt::format(" ({})", member.host);
        }
    }
    return "";
}

bool same_members(const State& s, const std::vector<Peer>& wanted) {
    const auto now = s.wanted ? s.wanted->members : std::vector<Peer>{};
    return now.size() == wanted.size() &&
           std::all_of(wanted.begin(), wanted.end(), [&](const Peer& member) {
               return std::find(now.begin(), now.end(), member) != now.end();
           });
}

}  // namespace

std::vector<Peer> requested_members(const MembershipRequest& request) {
    const auto wanted = wanted_by(request.request.request.body);
    return wanted ? wanted->members : std::vector<Peer>{};
}

std::string founding_body(const NodeOptions& options) {
    json::array nodes;
    for (const Peer& member : options.initial_members) {
        nodes.push_back(boost::json::parse(node_entry(member)));
    }
    return boost::json::serialize(json::object{{"name", "cluster-0-1"}, {"nodes", nodes}});
}

bool changes_cluster(const api::HttpRequest& request) {
    // "//api/cluster/" too: Go's prefix ends in a slash (spec api 1.3).
    return request.method == "PUT" &&
           api::parse_target(request.target).segments == std::vector<std::string>{"api", "cluster"};
}

void change_cluster(State& s, const access::effect::Admit& request) {
    const auto wanted = wanted_by(request.request.body);
    if (!wanted) {
        give_to_controller(s, request);
        return;
    }
    if (s.membership_request || s.membership_changing || s.change.under_way()) {
        refuse(s, request, "nodes: another change of the cluster is under way");
        return;
    }
    if (const std::string why = objection(s, *wanted); !why.empty()) {
        refuse(s, request, why);
        return;
    }
    if (wanted->members.empty() || same_members(s, wanted->members)) {
        give_to_controller(s, request);
        return;
    }
    begin_change(s);
    MembershipRequest asked{.request = request, .until = s.now + join_answer_max(s)};
    for (const Peer& member : wanted->members) {
        if (!s.raft.membership().contains(member.name)) {
            asked.unanswered.insert(member.name);
        }
    }
    if (asked.unanswered.empty()) {
        give_to_controller(s, request);
        return;
    }
    s.membership_request = std::move(asked);
    for (const MemberId& name : s.membership_request->unanswered) {
        if (const auto peer = s.peers.find(name); peer != s.peers.end() && peer->second.hello) {
            s.out.push_back(effect::SendToPeer{name, JoinRequest{s.cluster, s.options.version}});
        }
    }
}

void take_join_request(State& s, const MemberId& peer, const JoinRequest& request) {
    // A node by itself that has just started has no cluster yet, and would found one after it
    // agreed.
    const bool waits_to_be_asked = s.cluster.empty() && !founds(s.options);
    const bool agreed_before = waits_to_be_asked || s.cluster == request.cluster;
    const std::string why = agreed_before ? "" : obstacle(s, request);
    s.out.push_back(effect::SendToPeer{peer, JoinAnswer{why.empty(), why}});
    if (why.empty() && !agreed_before) {
        note(s, fmt::format("{} joins the cluster of {}", s.options.name.text(), peer.text()));
        s.out.push_back(effect::ResetToFactory{"it joins another cluster", request.cluster});
        s.dead = true;
    }
}

void take_join_answer(State& s, const MemberId& peer, const JoinAnswer& answered) {
    if (!s.membership_request || !s.membership_request->unanswered.contains(peer)) {
        return;
    }
    if (!answered.accepted) {
        fail_request(s, fmt::format("nodes: {} cannot join: {}", peer.text(), answered.reason));
        return;
    }
    if (const std::string why = outside_requested_subnet(s, peer); !why.empty()) {
        fail_request(s, why);
        return;
    }
    s.membership_request->unanswered.erase(peer);
    if (s.membership_request->unanswered.empty()) {
        const MembershipRequest done = std::move(*s.membership_request);
        s.membership_request.reset();
        give_to_controller(s, done.request);
    }
}

void expire_membership_request(State& s) {
    if (s.membership_request && s.now >= s.membership_request->until) {
        const MemberId silent = *s.membership_request->unanswered.begin();
        fail_request(
            s, fmt::format("nodes: {}{} did not answer within {}", silent.text(),
                           by_host(*s.membership_request, silent), to_string(join_answer_max(s))));
    }
}

}  // namespace holdfast::reference::cluster
