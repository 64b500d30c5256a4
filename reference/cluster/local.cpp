// SPDX-License-Identifier: Apache-2.0
// Procedures of the machine's own operator, asked for at the admin socket. They work where the API
// does not, for want of a leader: making the only survivor a cluster of its own (CCFG-12), and
// bringing back a member whose address is another now (CCFG-11).
#include <fmt/format.h>

#include "base/json.h"
#include "base/rng.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

constexpr const char* recover_path = "/local/recover-cluster";
constexpr const char* address_path = "/local/change-address";
/// The leader hears of it over a connection that is up or comes up in this time.
constexpr Duration moving_max = 10s;

api::HttpResponse answer_of(int status, const char* field, const std::string& text) {
    return {status,
            {{"Content-Type", "application/json"}},
            boost::json::serialize(json::object{{field, text}})};
}

void reply(State& s, std::uint64_t client, int status, const char* field, const std::string& text) {
    s.out.push_back(effect::ApiResponse{client, answer_of(status, field, text)});
}

/// Why the survivor may not be made a cluster of its own; "": it may.
std::string objection_to_recovery(const State& s) {
    const std::string& self = s.options.name.text();
    if (s.raft.membership().voters.size() < 2 || !s.raft.membership().contains(s.options.name)) {
        return fmt::format("{} is no member of a cluster of several nodes", self);
    }
    if (s.raft.leader()) {
        return fmt::format("{} leads the cluster, which works: change it by way of the API",
                           s.raft.leader()->text());
    }
    if (s.raft.recovering()) {
        return fmt::format("{} has lost entries of its log and is not the cluster", self);
    }
    return "";
}

// Its log is the cluster's from here on, also what the lost ones had not confirmed. Under another
// name: whoever comes back with the old one is told that it is void.
void recover_alone(State& s, std::uint64_t client) {
    if (const std::string why = objection_to_recovery(s); !why.empty()) {
        return reply(s, client, 400, "error", why);
    }
    Rng chance = Rng(s.options.seed).fork("cluster recovered from " + s.cluster);
    const std::string id = fmt::format("cluster-{:015x}", chance.below(1ULL << 60U));
    note(s, fmt::format("{} is made a cluster of its own, {}, from {}", s.options.name.text(), id,
                        s.cluster));
    reply(s, client, 200, "cluster_uuid", id);
    s.out.push_back(effect::StandAlone{{id, "recovered"}});
    s.dead = true;
}

const effect::ConnectPeers::Peer* own_entry(const State& s) {
    if (s.wanted) {
        for (const auto& member : s.wanted->members) {
            if (member.name == s.options.name) {
                return &member;
            }
        }
    }
    return nullptr;
}

/// It hears a leader, and the configuration names its address, or its host. What a node that is out
/// knows of the configuration may be old.
bool is_where_it_should_be(const State& s) {
    const auto* mine = own_entry(s);
    return s.raft.leader() && mine != nullptr &&
           (!mine->host.empty() || mine->address == s.options.address);
}

void change_address(State& s, std::uint64_t client) {
    if (s.raft.membership().voters.size() < 2 || !s.raft.membership().contains(s.options.name) ||
        s.moving) {
        return reply(s, client, 400, "error",
                     s.moving ? "the address is being changed already"
                              : s.options.name.text() + " is no member of a cluster");
    }
    if (is_where_it_should_be(s)) {
        return reply(s, client, 200, "address", to_string(s.options.address));
    }
    s.moving = client;
    s.moving_until = s.now + moving_max;
    for (const auto& peer : s.connections.peers) {
        s.out.push_back(effect::SendToPeer{peer.name, AddressChanged{s.options.address}});
    }
}

}  // namespace

bool is_local_procedure(const api::HttpRequest& request) {
    return request.local && request.target.starts_with("/local/");
}

void carry_out_locally(State& s, std::uint64_t client, const api::HttpRequest& request) {
    if (request.method != "POST") {
        reply(s, client, 405, "error", "local procedures are asked for by POST");
    } else if (request.target == recover_path) {
        recover_alone(s, client);
    } else if (request.target == address_path) {
        change_address(s, client);
    } else {
        reply(s, client, 404, "error",
              fmt::format("{} is no local procedure; there are {} and {}", request.target,
                          recover_path, address_path));
    }
}

void take_changed_address(State& s, const MemberId& peer, const AddressChanged& changed) {
    const auto known = s.peers.find(peer);
    const bool member = leads(s) && s.raft.membership().contains(peer) && known->second.hello &&
                        known->second.hello->cluster == s.cluster;
    if (!member) {
        return;
    }
    json::value nodes = boost::json::parse(nodes_in(s.records));
    for (json::value& node : nodes.as_array()) {
        const bool by_host = node.at("ip").at("type") == "DNS";  // it follows by itself
        if (node.at("name").as_string() == peer.text() && !by_host) {
            node.as_object()["ip"] =
                json::object{{"addr", to_string(changed.address)}, {"type", "V4"}};
        }
    }
    note(s, fmt::format("{} is at {} now", peer.text(), to_string(changed.address)));
    lead(s, controller::input::ApiRequest{
                .id = ++s.last_inner,
                .method = "PUT",
                .path = "/api/cluster",
                .body = cluster_object_with(s.records, boost::json::serialize(nodes))});
}

void finish_moving(State& s) {
    if (!s.moving) {
        return;
    }
    if (is_where_it_should_be(s)) {
        reply(s, *std::exchange(s.moving, std::nullopt), 200, "address",
              to_string(s.options.address));
    } else if (s.now >= s.moving_until) {
        reply(s, *std::exchange(s.moving, std::nullopt), 504, "error",
              "no leader confirmed the new address; ask again when the cluster has one");
    }
}

}  // namespace holdfast::reference::cluster
