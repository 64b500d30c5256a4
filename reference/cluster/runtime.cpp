// SPDX-License-Identifier: Apache-2.0
// The three URLs that every node answers, with or without a leader, with or without a session
// (spec api 1.3): initial-data, cluster/status, cluster/runtime.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "reference/api/query.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

/// "YYYY-MM-DD HH:MM:SS", UTC, no zone (spec api 1.8).
std::string up_since_text(Duration clock) {
    const std::chrono::sys_seconds at(std::chrono::duration_cast<std::chrono::seconds>(clock));
    return fmt::format("{:%Y-%m-%d %H:%M:%S}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(at)));
}

/// Spec 3.1: ready, running with a node missing, or what is lacking.
std::string state_text(const State& s, const KnownCluster& known) {
    if (!in_touch(s) || known.leader.empty() || known.term != s.raft.term()) {
        return s.raft.membership().voters.empty() ? "CLUSTER_STARTING" : "CLUSTER_DOWN";
    }
    if (known.nodes.size() == 1) {
        return "CLUSTER_UP_NO_HA";
    }
    const bool complete = known.nodes.size() >= 3 &&
                          std::all_of(known.nodes.begin(), known.nodes.end(), [](const auto& node) {
                              return node.state == NodeState::CLUSTER_ACTIVE;
                          });
    return complete ? "CLUSTER_UP_HA_ACTIVE" : "CLUSTER_UP_HA_COMPROMISED";
}

/// Spec 3.1 and 3.3: what a person watching the change reads.
std::string phase_text(const State& s, const std::string& state) {
    if (s.change.under_way()) {
        return to_text(s.change.phase());
    }
    if (state.starts_with("CLUSTER_UP")) {
        return "Ready";
    }
    if (s.raft.role() == consensus::Role::leader) {
        return "Restoring";
    }
    return state == "CLUSTER_STARTING" ? "Cluster copying DB from leader" : "Not Responsive";
}

/// A new leader knows it before the others have its word for it, which is a write.
bool is_leader(const State& s, const KnownCluster& known, const std::string& node, bool up) {
    return leads(s) ? node == s.options.name.text() : up && node == known.leader;
}

json::array node_states(const State& s, const KnownCluster& known, bool up) {
    json::array nodes;
    for (const KnownNode& node : known.nodes) {
        const auto& members = s.connections.peers;
        const auto member = std::find_if(members.begin(), members.end(),
                                         [&](const auto& m) { return m.name == node.name; });
        const bool mine = node.name == s.options.name.text();
        json::object out{
            {"name", node.name},
            {"role", is_leader(s, known, node.name, up) ? "CLUSTER_LEADER" : "CLUSTER_FOLLOWER"},
            {"state", json::store(up || mine ? node.state : NodeState::CLUSTER_INACTIVE)},
            {"up_since", up_since_text(node.since)}};
        if (mine) {
            out["mgmt_ip"] = to_string(s.options.address);
        } else if (member != members.end() && !address_of(s, *member).unspecified()) {
            out["mgmt_ip"] = to_string(address_of(s, *member));
        }
        nodes.push_back(std::move(out));
    }
    return nodes;
}

/// The last change of the members, phase by phase (CCFG-4).
json::array phases(const State& s) {
    json::array out;
    for (const MemberChange::Passed& passed : s.change.passed) {
        out.push_back(
            json::object{{"phase", to_text(passed.phase)}, {"since", up_since_text(passed.since)}});
    }
    return out;
}

json::object runtime(const State& s) {
    const KnownCluster known = known_cluster(s.records);
    const std::string state = state_text(s, known);
    const bool up = state.starts_with("CLUSTER_UP");
    constexpr int percent_a_phase = 20;
    const int progress = s.change.under_way()
                             ? percent_a_phase * static_cast<int>(s.change.passed.size())
                         : up              ? 100
                         : s.raft.leader() ? 50
                                           : 0;
    return {
        {"node_info", json::object{{"cluster_uuid", s.cluster},
                                   {"uuid", s.options.name.text()},
                                   {"mgmt_ip", to_string(s.options.address)},
                                   {"version", s.options.version}}},
        {"node_states", node_states(s, known, up)},
        {"cluster_state", json::object{{"state", state},
                                       {"progress", progress},
                                       {"reason", phase_text(s, state)},
                                       {"phases", phases(s)},
                                       {"up_since", up_since_text(known.since)}}},
    };
}

}  // namespace

bool in_touch(const State& s) {
    return leads(s) || (s.raft.leader() && s.raft.role() == consensus::Role::follower &&
                        s.raft.leader() != s.options.name);
}

api::HttpResponse open_answer(const State& s, const api::HttpRequest& request) {
    json::object body;
    if (api::parse_target(request.target).segments.back() == "initial-data") {
        body["version"] = json::object{{"Version", s.options.version},
                                       {"min_version", "16.4.2"},
                                       {"Product", "controller"},
                                       {"ProductName", "Holdfast"}};
    } else {
        body = runtime(s);
    }
    return {200, {{"Content-Type", "application/json"}}, boost::json::serialize(body)};
}

}  // namespace holdfast::reference::cluster
