// SPDX-License-Identifier: Apache-2.0
// Controllers on a made-up network: links of one delay that can be cut, disks that take no time,
// clients at the admin socket of any node.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/overloaded.h"
#include "reference/cluster/cluster_records.h"
#include "reference/cluster/node.h"
#include "reference/cluster/recovery.h"
#include "reference/storage/log_store.h"
#include "reference/storage/memory_disk.h"

namespace holdfast::reference::cluster {

// Spec 2: a peer is down after 4 heartbeats of 10 s, and the election begins within another one.
constexpr Duration detection = 40s;
constexpr Duration election_max = 60s;

inline const char* const pool = R"({"name": "pool1"})";

class TestCluster {
  public:
    static constexpr Duration delay = 1ms;
    static constexpr Ipv4Address cluster_ip{0xc612'0064};  // 198.18.0.100

    /// controller1 to controller<size>, and behind them `spares` that are by themselves.
    explicit TestCluster(int size, int spares = 0) {
        for (int i = 1; i <= size + spares; ++i) {
            everyone_.push_back({"controller" + std::to_string(i),
                                 Ipv4Address{0xc612'0000U + static_cast<std::uint32_t>(4 + i)}});
        }
        members_.assign(everyone_.begin(), everyone_.begin() + size);
        for (const auto& node : everyone_) {
            machines_[node.name].emplace(node.name.text());
            machines_.at(node.name)->alone =
                std::find(members_.begin(), members_.end(), node) == members_.end();
            start(node.name);
        }
    }

    // ---- what a test does

    void start(const MemberId& name) {
        Machine& machine = *machines_.at(name);
        machine.cluster.clear();
        machine.log.emplace(machine.disk);
        auto opened = machine.log->open();
        NodeOptions options{.name = name,
                            .address = address_of(name),
                            .version = machine.version,
                            .initial_members = machine.alone ? by_itself(name) : members_,
                            .joins = machine.joins,
                            .epoch = std::chrono::hours(24 * 365 * 50),
                            .seed = 7 + ++starts_,
                            .secret = "known to all in a test"};
        machine.node.emplace(options, std::move(opened.value().stored), now_);
        ++machine.life;
        machine.linked.clear();
        carry_out(name, machine.node->start(now_));
        connect_all();
    }
    void kill(const MemberId& name) {
        Machine& machine = *machines_.at(name);
        machine.node.reset();
        ++machine.life;
        machine.address_held = false;
        disconnect(name);
    }
    /// Its disk is empty at the next start.
    void wipe(const MemberId& name) {
        kill(name);
        const bool alone = machines_.at(name)->alone;
        machines_.at(name).emplace(name.text());
        machines_.at(name)->alone = alone;
    }
    /// Status of a PUT of /api/cluster with these nodes.
    int change(const MemberId& through, const std::vector<std::string>& names) {
        const std::uint64_t id = send_change(through, names);
        advance(1s);
        const auto found = answers_.find(id);
        return found == answers_.end() ? 0 : found->second.status;
    }
    std::uint64_t send_change(const MemberId& through, const std::vector<std::string>& names) {
        std::vector<effect::ConnectPeers::Peer> members;
        for (const std::string& name : names) {
            members.push_back({name, address_of(name)});
        }
        return send_members(through, members);
    }
    /// Status of the same with the names of hosts instead of addresses.
    int change_by_host(const MemberId& through,
                       const std::vector<std::pair<std::string, std::string>>& hosts) {
        std::vector<effect::ConnectPeers::Peer> members;
        for (const auto& [name, host] : hosts) {
            members.push_back({name, {}, host});
        }
        const std::uint64_t id = send_members(through, members);
        advance(1s);
        const auto found = answers_.find(id);
        return found == answers_.end() ? 0 : found->second.status;
    }
    /// It stops, and starts again at another address.
    void move(const MemberId& name, Ipv4Address address) {
        kill(name);
        for (auto* nodes : {&everyone_, &members_}) {
            for (auto& node : *nodes) {
                node.address = node.name == name ? address : node.address;
            }
        }
        start(name);
    }
    /// Another machine answers for this node's name: the version that it runs from its next start.
    void set_version(const MemberId& name, const std::string& version) {
        machines_.at(name)->version = version;
    }
    void cut(const MemberId& a, const MemberId& b) {
        cuts_.insert({a, b});
        cuts_.insert({b, a});
    }
    void isolate(const MemberId& name) {
        for (const auto& other : everyone_) {
            if (other.name != name) {
                cut(name, other.name);
            }
        }
    }
    void heal() { cuts_.clear(); }
    void stop(const MemberId& name) { feed(name, input::StopRequested{}); }

    void advance(Duration duration) {
        const Instant end = now_ + duration;
        while (true) {
            Instant next = end;
            for (const auto& [name, machine] : machines_) {
                if (machine->node) {
                    next =
                        std::min(next, std::max(now_, machine->node->next_timeout().value_or(end)));
                }
            }
            if (!mail_.empty()) {
                next = std::min(next, mail_.top().at);
            }
            now_ = std::max(now_, next);
            if (now_ >= end && (mail_.empty() || mail_.top().at > now_)) {
                break;
            }
            deliver_due();
            fire_due();
        }
    }

    /// The answer to a request at a node's admin socket; none: it did not come in 100 ms.
    std::optional<api::HttpResponse> ask(const MemberId& name, const std::string& method,
                                         const std::string& target, const std::string& body = "") {
        const std::uint64_t id = send(name, method, target, body);
        advance(100ms);
        const auto found = answers_.find(id);
        return found == answers_.end() ? std::nullopt : std::optional(found->second);
    }
    std::uint64_t send(const MemberId& name, const std::string& method, const std::string& target,
                       const std::string& body = "") {
        const std::uint64_t id = ++requests_;
        if (machines_.at(name)->node) {
            feed(name, input::ApiRequest{
                           id, {.method = method, .target = target, .body = body, .local = true}});
        }
        return id;
    }
    /// Status of the answer; 0: none came.
    int status(const MemberId& name, const std::string& method, const std::string& target,
               const std::string& body = "") {
        const auto response = ask(name, method, target, body);
        return response ? response->status : 0;
    }

    // ---- what a test looks at

    std::string state(const MemberId& name) {
        return text(runtime(name).at("cluster_state").at("state"));
    }
    /// Where `name` says that the member `of` is; "": it does not say.
    std::string address_said_by(const MemberId& name, const std::string& of) {
        const auto all = runtime(name);
        for (const auto& node : all.at("node_states").as_array()) {
            if (text(node.at("name")) == of && node.as_object().contains("mgmt_ip")) {
                return text(node.at("mgmt_ip"));
            }
        }
        return "";
    }
    std::vector<std::string> phases(const MemberId& name) {
        std::vector<std::string> out;
        const auto all = runtime(name);
        for (const auto& passed : all.at("cluster_state").at("phases").as_array()) {
            out.push_back(text(passed.at("phase")));
        }
        return out;
    }
    /// Name of the node that `name` calls the leader; "": none.
    std::string leader_says(const MemberId& name) {
        const auto all = runtime(name);
        for (const auto& node : all.at("node_states").as_array()) {
            if (node.at("role") == "CLUSTER_LEADER") {
                return text(node.at("name"));
            }
        }
        return "";
    }
    /// Nodes that lead by their own word now.
    std::vector<std::string> leaders() {
        std::vector<std::string> out;
        for (const auto& member : everyone_) {
            if (machines_.at(member.name)->node && leader_says(member.name) == member.name.text()) {
                out.push_back(member.name.text());
            }
        }
        return out;
    }
    std::vector<std::string> address_holders() const {
        std::vector<std::string> out;
        for (const auto& [name, machine] : machines_) {
            if (machine->address_held) {
                out.push_back(name.text());
            }
        }
        return out;
    }
    std::vector<std::string> events(const MemberId& name) {
        std::vector<std::string> out;
        const auto response = ask(name, "GET", "/api/analytics/events?after=0");
        if (response && response->status == 200) {
            const auto all = boost::json::parse(response->body);
            for (const auto& event : all.at("results").as_array()) {
                out.push_back(text(event.at("event_id")) + " " + text(event.at("obj_name")));
            }
        }
        return out;
    }
    Instant now() const { return now_; }
    bool runs(const MemberId& name) const { return machines_.at(name)->node.has_value(); }

  private:
    struct Machine {
        explicit Machine(const std::string& name) : disk(Rng(1).fork(name)) {}
        storage::MemoryDisk disk;
        std::optional<storage::LogStore> log;
        std::optional<Node> node;
        std::string cluster;  ///< what it says in its Hello
        std::uint64_t life = 0;
        std::set<MemberId> wanted;  ///< asked for by ConnectPeers
        std::set<MemberId> linked;  ///< the node was told that they are connected
        bool address_held = false;
        bool alone = false;
        std::string version = NodeOptions().version;
        std::string joins;
    };
    struct Mail {
        Instant at;
        std::uint64_t order = 0;
        MemberId from;
        MemberId to;
        std::uint64_t life = 0;  ///< of the receiver when it was sent
        PeerMessage message;
        bool operator<(const Mail& other) const {
            return std::pair(other.at, other.order) < std::pair(at, order);
        }
    };

    std::uint64_t send_members(const MemberId& through,
                               const std::vector<effect::ConnectPeers::Peer>& members) {
        auto object = boost::json::parse(ask(through, "GET", "/api/cluster")->body).as_object();
        boost::json::array nodes;
        for (const auto& member : members) {
            nodes.push_back(boost::json::parse(node_entry(member)));
        }
        object["nodes"] = nodes;
        return send(through, "PUT", "/api/cluster", serialize(object));
    }
    static std::string text(const boost::json::value& value) {
        return std::string(value.as_string());
    }
    Ipv4Address address_of(const MemberId& name) const {
        for (const auto& member : everyone_) {
            if (member.name == name) {
                return member.address;
            }
        }
        return {};
    }
    std::vector<effect::ConnectPeers::Peer> by_itself(const MemberId& name) const {
        return {{name, address_of(name)}};
    }
    boost::json::value runtime(const MemberId& name) {
        const std::uint64_t id = send(name, "GET", "/api/cluster/runtime");
        return boost::json::parse(answers_.at(id).body);
    }

    void feed(const MemberId& name, const Input& input) {
        Machine& machine = *machines_.at(name);
        if (machine.node) {
            carry_out(name, machine.node->step(now_, input));
        }
    }

    void carry_out(const MemberId& name, const Effects& effects) {
        Machine& machine = *machines_.at(name);
        for (const Effect& effect : effects) {
            std::visit(
                Overloaded{
                    [&](const effect::ConnectPeers& connect) {
                        machine.cluster = connect.cluster;
                        machine.wanted.clear();
                        for (const auto& peer : connect.peers) {
                            machine.wanted.insert(peer.name);
                        }
                        connect_all();
                    },
                    [&](const effect::SendToPeer& send) {
                        if (machine.linked.contains(send.peer) &&
                            !cuts_.contains({name, send.peer})) {
                            mail_.push({now_ + delay, ++sent_, name, send.peer,
                                        machines_.at(send.peer)->life, send.message});
                        }
                    },
                    [&](const effect::Persist& persist) {
                        store(machine, persist.write);
                        synced_.push_back({name, persist.write.write});
                    },
                    [&](const effect::ApiResponse& response) {
                        answers_[response.id] = response.response;
                    },
                    [&](const effect::HoldClusterAddress&) { machine.address_held = true; },
                    [&](const effect::ReleaseClusterAddress&) { machine.address_held = false; },
                    [&](const effect::ResetToFactory& reset) {
                        resets_.push_back({name, reset});
                    },
                    [&](const effect::StandAlone& stand) {
                        stands_.push_back({name, stand.how});
                    },
                    [&](const effect::Exit&) { exits_.push_back(name); },
                    [](const auto&) {},
                },
                effect);
        }
        finish_steps();
    }

    // Nothing calls a core from inside its own step.
    void finish_steps() {
        if (std::exchange(finishing_, true)) {
            return;
        }
        while (!synced_.empty() || !resets_.empty() || !exits_.empty() || !stands_.empty()) {
            for (const auto& [name, write] : std::exchange(synced_, {})) {
                feed(name, input::Synced{write});
            }
            for (const MemberId& name : std::exchange(exits_, {})) {
                kill(name);
            }
            for (const auto& [name, reset] : std::exchange(resets_, {})) {
                kill(name);
                machines_.at(name).emplace(name.text());
                machines_.at(name)->alone = true;
                machines_.at(name)->joins = reset.joins;
                start(name);
            }
            for (const auto& [name, how] : std::exchange(stands_, {})) {
                kill(name);
                Machine& machine = *machines_.at(name);
                machine.log.emplace(machine.disk);
                const auto stored = machine.log->open().value().stored;
                store(machine, alone(name, stored, how).value());
                start(name);
            }
        }
        finishing_ = false;
    }

    static void store(Machine& machine, const consensus::effect::Persist& persist) {
        machine.log->write(persist).value();
        machine.log->sync().value();
    }

    void connect_all() {
        for (auto& [name, machine] : machines_) {
            for (const auto& [other, peer] : machines_) {
                const bool up = machine->node && peer->node && name != other &&
                                (machine->wanted.contains(other) || peer->wanted.contains(name));
                if (up && machine->linked.insert(other).second) {
                    feed(name, input::PeerConnected{other, hello_of(other)});
                }
            }
        }
    }
    void disconnect(const MemberId& name) {
        for (auto& [other, machine] : machines_) {
            if (machine->linked.erase(name) != 0) {
                feed(other, input::PeerDisconnected{name});
            }
        }
    }
    Hello hello_of(const MemberId& name) const {
        return {name, machines_.at(name)->version, machines_.at(name)->cluster, address_of(name)};
    }

    void deliver_due() {
        while (!mail_.empty() && mail_.top().at <= now_) {
            const Mail mail = mail_.top();
            mail_.pop();
            if (machines_.at(mail.to)->life == mail.life && !cuts_.contains({mail.from, mail.to})) {
                feed(mail.to, input::FromPeer{mail.from, mail.message});
            }
        }
    }
    void fire_due() {
        for (const auto& member : everyone_) {
            const Machine& machine = *machines_.at(member.name);
            if (machine.node && machine.node->next_timeout().value_or(Instant::never()) <= now_) {
                feed(member.name, input::TimerFired{});
            }
        }
    }

    std::vector<effect::ConnectPeers::Peer> everyone_;
    std::vector<effect::ConnectPeers::Peer> members_;  ///< of the first start
    std::map<MemberId, std::optional<Machine>> machines_;
    std::set<std::pair<MemberId, MemberId>> cuts_;
    std::priority_queue<Mail> mail_;
    std::uint64_t sent_ = 0;
    std::uint64_t starts_ = 0;
    std::uint64_t requests_ = 0;
    std::map<std::uint64_t, api::HttpResponse> answers_;
    std::vector<std::pair<MemberId, consensus::WriteId>> synced_;
    std::vector<std::pair<MemberId, effect::ResetToFactory>> resets_;
    std::vector<std::pair<MemberId, StandAlone>> stands_;
    std::vector<MemberId> exits_;
    bool finishing_ = false;
    Instant now_;
};

}  // namespace holdfast::reference::cluster
