// SPDX-License-Identifier: Apache-2.0
// For tests: a run made by hand, told in the domain's words. Ten seconds long; the observer asks
// every 10 ms, flows send every 10 ms.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/check.h"
#include "harness/check/recording.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::check {

class RecordingBuilder {
  public:
    static constexpr Duration baseline_at = 1s, faults_at = 2s, quiet_at = 9s, end_at = 10s;

    explicit RecordingBuilder(const std::string& network = "legacy_pair") {
        auto topology = topology::find_topology(network);
        CHECK(topology.has_value(), "{}", topology.error().message);
        recording_.topology = *topology;
        recording_.scenario.topology = network;
        recording_.scenario.deployment.engines = {"se1", "se2"};
        recording_.scenario.budgets.failover = 1s;
        history::RunBegan run{"sim", "reference 0.1.0", 1, 0ns, {}};
        std::uint8_t number = 0;
        for (const auto& node : topology->nodes) {
            for (const auto& interface : node.interfaces) {
                const MacAddress mac{{2, 0, 0, 0, 0, ++number}};
                run.interfaces.push_back(
                    {node.name, interface.segment, mac, interface.address.address});
                macs_[{node.name, interface.segment}] = mac;
            }
        }
        add(0s, run);
        for (const auto& [name, at] :
             {std::pair{"baseline", baseline_at}, std::pair{"faults", faults_at},
              std::pair{"quiet", quiet_at}, std::pair{"end", end_at}}) {
            add(at, history::PhaseBegan{name});
        }
    }

    /// A service with the tag and two probe flows that lose nothing.
    RecordingBuilder& service(const std::string& name, int tag = 1) {
        const std::size_t index = recording_.scenario.deployment.services.size();
        scenario::VirtualServiceSpec service;
        service.name = name;
        service.vip = recording_.topology.vips.at(index);
        service.active_standby_se_tag = tag;
        recording_.scenario.deployment.services.push_back(service);
        for (int i = 0; i < 2; ++i) {
            workload::ProbeFlow flow;
            flow.id = static_cast<std::uint32_t>(flows_.size());
            flow.service = name;
            flow.destination = service.vip;
            flow.interval = 10ms;
            for (Duration t = baseline_at; t < end_at; t += 10ms) {
                flow.replies.push_back({flow.sent.size(), Instant(t + 300us)});
                flow.sent.emplace_back(t);
            }
            flows_.push_back(flow);
        }
        return *this;
    }
    RecordingBuilder& loses(const std::string& name, Duration from, Duration to) {
        for (auto& flow : flows_) {
            if (flow.service == name) {
                std::erase_if(flow.replies, [&](const auto& reply) {
                    return flow.sent[reply.sequence] >= Instant(from) &&
                           flow.sent[reply.sequence] < Instant(to);
                });
            }
        }
        return *this;
    }
    /// The same for one flow alone.
    RecordingBuilder& flow_loses(std::uint32_t id, Duration from, Duration to) {
        auto& flow = flows_.at(id);
        std::erase_if(flow.replies, [&](const auto& reply) {
            const Instant sent = flow.sent[reply.sequence];
            return sent >= Instant(from) && sent < Instant(to);
        });
        return *this;
    }
    /// Probe packets of this flow, one every 10 ms, reach the engine by the gateway; it answers
    /// each.
    RecordingBuilder& probes_by(const std::string& engine, const std::string& name,
                                std::uint32_t flow, Duration from, Duration to) {
        for (Duration t = from; t < to; t += 10ms) {
            const auto probe = workload::encode({flow, 0, Instant(t)}, 32);
            front(t, "gw1", engine, {client(), vip(name), 63, packet::Udp{20000, 5000, probe}});
            front(t + 1ms, engine, "gw1",
                  {vip(name), client(), 64, packet::Udp{5000, 20000, probe}});
        }
        return *this;
    }
    /// The node answers each of the observer's questions for the service's VIP.
    RecordingBuilder& owns(const std::string& node, const std::string& name, Duration from,
                           Duration to) {
        for (Duration t = from; t < to; t += 10ms) {
            arp(node, "front", vip(name), t, false);
        }
        return *this;
    }
    /// The node answers a question of another one for the service's VIP.
    RecordingBuilder& answers(const std::string& node, const std::string& asker,
                              const std::string& name, Duration at) {
        const MacAddress mac = macs_.at({node, "front"});
        const MacAddress to = macs_.at({asker, "front"});
        const packet::Arp arp{packet::Arp::Operation::reply, mac, vip(name), to,
                              recording_.topology.find(asker)->address_on("front")->address};
        frames_["front"].push_back({Instant(at), packet::encode({to, mac, arp})});
        return *this;
    }
    RecordingBuilder& announces(const std::string& node, const std::string& name, Duration at) {
        arp(node, "front", vip(name), at, true);
        return *this;
    }
    RecordingBuilder& client_packet_to(const std::string& node, const std::string& name,
                                       Duration at) {
        packet::Packet packet{
            macs_.at({node, "front"}), macs_.at({"gw1", "front"}),
            packet::Ipv4{recording_.topology.find("client")->interfaces.front().address.address,
                         vip(name), 63, packet::Udp{20000, 5000, {}}}};
        frames_["front"].push_back({Instant(at), packet::encode(packet)});
        return *this;
    }
    /// A client's datagrams from this port, one every 10 ms, arrive at `primary`, which hands them
    /// on if `server` is another engine; the server answers.
    RecordingBuilder& serves(const std::string& server, const std::string& primary,
                             const std::string& name, std::uint16_t client_port, Duration from,
                             Duration to) {
        const packet::Udp there{client_port, 5000, {}};
        const packet::Udp back{5000, client_port, {}};
        exchange(server, primary, name, from, to, there, back);
        return *this;
    }
    /// One answer to this flow, to the client or to another node.
    RecordingBuilder& answers_client(const std::string& engine, const std::string& name,
                                     std::uint16_t client_port, Duration at,
                                     const std::string& to = "gw1") {
        front(at, engine, to, {vip(name), client(), 64, packet::Udp{5000, client_port, {}}});
        return *this;
    }
    /// The same of a TCP connection, which the client keeps open until `to`, or which ends then.
    RecordingBuilder& keeps_connection(
        const std::string& server, const std::string& primary, const std::string& name,
        std::uint16_t client_port, Duration from, Duration to,
        workload::Connection::End end = workload::Connection::End::open) {
        packet::Tcp there;
        there.source_port = client_port;
        there.destination_port = 5000;
        there.flags = packet::Tcp::ack;
        packet::Tcp back = there;
        std::swap(back.source_port, back.destination_port);
        exchange(server, primary, name, from, to, there, back);
        if (end == workload::Connection::End::reset) {
            back.flags = packet::Tcp::rst;
            front(to, server, "gw1", {vip(name), client(), 64, back});
        }
        workload::Connection connection;
        connection.id = client_port;
        connection.service = name;
        connection.source_port = client_port;
        connection.kept = from < faults_at;
        connection.opened = Instant(from);
        connection.established = Instant(from);
        connection.end = end;
        if (end != workload::Connection::End::open) {
            connection.ended = Instant(to);
        }
        return add(end_at, history::ConnectionRecorded{connection});
    }
    /// A probe packet of an engine to a server, from this address.
    RecordingBuilder& probe_to_server(const std::string& engine, Ipv4Address source, Duration at,
                                      const std::string& to = "server1") {
        const auto& server = *recording_.topology.find(to);
        const packet::Packet packet{
            macs_.at({to, "back"}), macs_.at({engine, "back"}),
            packet::Ipv4{source, server.address_on("back")->address, 64,
                         packet::Udp{40000, 5000, workload::encode({0, 1, Instant(at)}, 64)}}};
        frames_["back"].push_back({Instant(at), packet::encode(packet)});
        return *this;
    }
    /// One echo request of an engine to a server.
    RecordingBuilder& pings(const std::string& engine, const std::string& server, Duration at) {
        const packet::Packet packet{
            macs_.at({server, "back"}), macs_.at({engine, "back"}),
            packet::Ipv4{address_of(engine, "back"), address_of(server, "back"), 64,
                         packet::Icmp{packet::Icmp::echo_request, 0, 1, 1, {}}}};
        frames_["back"].push_back({Instant(at), packet::encode(packet)});
        return *this;
    }
    /// An engine begins a connection to a server, from this port.
    RecordingBuilder& connects(const std::string& engine, const std::string& server,
                               std::uint16_t port, Duration at) {
        packet::Tcp begin;
        begin.source_port = port;
        begin.destination_port = 5001;
        begin.flags = packet::Tcp::syn;
        const packet::Packet packet{
            macs_.at({server, "back"}), macs_.at({engine, "back"}),
            packet::Ipv4{address_of(engine, "back"), address_of(server, "back"), 64, begin}};
        frames_["back"].push_back({Instant(at), packet::encode(packet)});
        return *this;
    }
    Ipv4Address address_of(const std::string& node, const std::string& segment) const {
        return recording_.topology.find(node)->address_on(segment)->address;
    }
    MacAddress mac_of(const std::string& node, const std::string& segment) const {
        return macs_.at({node, segment});
    }
    /// Somebody with this MAC announces the first floating address on front.
    RecordingBuilder& floating_announced(const MacAddress& mac, Duration at) {
        const Ipv4Address address = recording_.scenario.deployment.group.floating_intf_ip.front();
        const packet::Arp arp{packet::Arp::Operation::request, mac, address, {}, address};
        frames_["front"].push_back(
            {Instant(at), packet::encode({MacAddress::all_ones(), mac, arp})});
        return *this;
    }
    /// A probe packet of flow 0, on its way from an engine to a server.
    RecordingBuilder& sent_to_server(const std::string& engine, const std::string& server,
                                     Duration at) {
        return probe_to_server(engine, address_of(engine, "back"), at, server);
    }
    /// A fault of this name on the node; healed at `healed` when that is not zero.
    RecordingBuilder& fault(const std::string& name, const std::string& node, Duration at,
                            Duration healed = 0s) {
        const std::size_t index = faults_++;
        add(at, history::FaultEvent{index, "inject", Instant(at), name + " " + node, {node}, ""});
        if (healed > 0s) {
            add(healed,
                history::FaultEvent{index, "heal", Instant(healed), name + " " + node, {node}, ""});
        }
        return *this;
    }
    /// The engine hears no controller.
    RecordingBuilder& cut_off(const std::string& node, Duration at, Duration healed = 0s) {
        const std::string text = "link_silent " + node + " management";
        const std::size_t index = faults_++;
        add(at, history::FaultEvent{index, "inject", Instant(at), text, {node}, ""});
        if (healed > 0s) {
            add(healed, history::FaultEvent{index, "heal", Instant(healed), text, {node}, ""});
        }
        return *this;
    }
    RecordingBuilder& operation(const std::string& text, Duration at,
                                history::OperationEvent::Type outcome, int status = 0) {
        const std::uint64_t id = ++operations_;
        add(at, history::OperationEvent{id, text, history::OperationEvent::Type::invoke, ""});
        add(at + 5ms, history::OperationEvent{id, text, outcome, "", status});
        return *this;
    }
    /// The cluster has the topology's first cluster IP, and this controller answers for it.
    RecordingBuilder& owns_cluster_ip(const std::string& node, Duration from, Duration to) {
        recording_.scenario.deployment.cluster.cluster_ip = true;
        for (Duration t = from; t < to; t += 10ms) {
            arp(node, "management", *recording_.topology.cluster_ip(), t, false);
        }
        return *this;
    }
    RecordingBuilder& announces_cluster_ip(const std::string& node, Duration at) {
        arp(node, "management", *recording_.topology.cluster_ip(), at, true);
        return *this;
    }
    /// From now on the controller names this leader and members; leader "" for none.
    RecordingBuilder& cluster_says(Duration at, const std::string& asked, const std::string& leader,
                                   const std::string& state = "CLUSTER_UP_HA_ACTIVE",
                                   const std::vector<std::string>& members = {
                                       "controller1", "controller2", "controller3"}) {
        history::ClusterObserved seen;
        seen.asked = asked;
        seen.answered = true;
        seen.cluster_state = state;
        for (const std::string& member : members) {
            seen.nodes.push_back(
                {member, member == leader ? "CLUSTER_LEADER" : "CLUSTER_FOLLOWER", "", ""});
        }
        return hears(at, seen);
    }
    /// It says the same as before, but nobody had asked it since.
    RecordingBuilder& cluster_says_again(Duration at, const std::string& asked, Duration since) {
        history::ClusterObserved again = heard_.at(asked);
        again.before_until = Instant(since);
        return add(at, again);
    }
    /// From now on the controller does not answer.
    RecordingBuilder& cluster_silent(Duration at, const std::string& asked) {
        history::ClusterObserved silent;
        silent.asked = asked;
        return hears(at, silent);
    }
    /// A call of an API client that took 5 ms; of an unknown outcome it has no end.
    RecordingBuilder& call(Duration at, workload::ApiCall::Operation operation,
                           const std::optional<std::string>& value,
                           const std::string& through = "controller1",
                           workload::ApiCall::Outcome outcome = workload::ApiCall::Outcome::ok,
                           const std::string& client = "writer-1") {
        workload::ApiCall call;
        call.client = client;
        call.through = through;
        call.operation = operation;
        call.object = "wl-0";
        call.value = value;
        call.invoked = Instant(at);
        call.outcome = outcome;
        if (outcome != workload::ApiCall::Outcome::info) {
            call.completed = Instant(at + 5ms);
        }
        add(end_at, history::ApiCallRecorded{call});
        return *this;
    }
    scenario::Scenario& scenario() { return recording_.scenario; }
    RecordingBuilder& event(const std::string& id, const std::string& object, Duration at) {
        add(at, history::SystemEvent{id, object, ""});
        return *this;
    }
    /// From now on the system says that all its services are active and standby here.
    RecordingBuilder& says(Duration at, const std::string& active, const std::string& standby,
                           const std::string& state = "OPER_UP") {
        history::RuntimeObserved observed;
        for (const auto& service : recording_.scenario.deployment.services) {
            history::ServiceRuntime runtime{service.name, state, {}, {}};
            if (!active.empty()) {
                runtime.active = {active};
            }
            if (!standby.empty()) {
                runtime.standby = {standby};
            }
            observed.services.push_back(runtime);
        }
        add(at, observed);
        return *this;
    }
    /// From now on the system says that this engine is in this state.
    RecordingBuilder& says_of(const std::string& engine, Duration at, const std::string& state) {
        history::RuntimeObserved observed;
        observed.engines.push_back({engine, state, state == "OPER_UP", {}});
        add(at, observed);
        return *this;
    }
    /// The engines are an elastic group of these, two a service.
    RecordingBuilder& elastic(const std::vector<std::string>& engines) {
        recording_.scenario.deployment.engines = engines;
        recording_.scenario.deployment.group.ha_mode = scenario::HaMode::shared;
        recording_.scenario.deployment.group.min_scaleout_per_vs = 2;
        return *this;
    }
    /// From now on the system shows this list for every service, the first as primary.
    RecordingBuilder& lists(Duration at, const std::vector<std::string>& list,
                            std::uint64_t version) {
        history::RuntimeObserved observed;
        for (const auto& service : recording_.scenario.deployment.services) {
            history::ServiceRuntime runtime{service.name, "OPER_UP", {}, {}, list, version};
            for (const std::string& engine : list) {
                (runtime.active.empty() ? runtime.active : runtime.standby).push_back(engine);
            }
            observed.services.push_back(runtime);
        }
        add(at, observed);
        return *this;
    }
    /// A fault of this name on every one of these nodes.
    RecordingBuilder& fault_of_all(const std::string& name, const std::vector<std::string>& nodes,
                                   Duration at, Duration healed) {
        const std::size_t index = faults_++;
        add(at, history::FaultEvent{index, "inject", Instant(at), name, nodes, ""});
        add(healed, history::FaultEvent{index, "heal", Instant(healed), name, nodes, ""});
        return *this;
    }
    RecordingBuilder& add(Duration at, history::Content content) {
        events_.emplace_back(at, std::move(content));
        return *this;
    }
    RecordingBuilder& on_mininet() {
        std::get<history::RunBegan>(events_.front().second).testbed = "mininet";
        return *this;
    }

    Recording build() {
        for (auto& [asked, last] : heard_) {
            last.before_until = Instant(end_at);
            add(end_at, last);
        }
        for (const auto& flow : flows_) {
            add(end_at, history::FlowRecorded{flow});
        }
        std::stable_sort(events_.begin(), events_.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [at, content] : events_) {
            recording_.history.append(Instant(at), content);
        }
        for (auto& [segment, frames] : frames_) {
            std::stable_sort(frames.begin(), frames.end(),
                             [](const auto& a, const auto& b) { return a.at < b.at; });
            recording_.captures.push_back({segment, frames});
        }
        return recording_;
    }

  private:
    /// Every 10 ms there and back, by way of the primary.
    template <class Transport>
    void exchange(const std::string& server, const std::string& primary, const std::string& name,
                  Duration from, Duration to, const Transport& there, const Transport& back) {
        for (Duration t = from; t < to; t += 10ms) {
            front(t, "gw1", primary, {client(), vip(name), 63, there});
            if (server != primary) {
                front(t + 1ms, primary, server, {client(), vip(name), 63, there});
            }
            front(t + 2ms, server, "gw1", {vip(name), client(), 64, back});
        }
    }
    Ipv4Address client() const {
        return recording_.topology.find("client")->interfaces.front().address.address;
    }
    void front(Duration at, const std::string& from, const std::string& to,
               const packet::Ipv4& packet) {
        frames_["front"].push_back(
            {Instant(at),
             packet::encode({macs_.at({to, "front"}), macs_.at({from, "front"}), packet})});
    }
    Ipv4Address vip(const std::string& name) const {
        for (const auto& service : recording_.scenario.deployment.services) {
            if (service.name == name) {
                return service.vip;
            }
        }
        CHECK(false, "no service {}", name);
    }
    /// The controllers are asked every 10 ms.
    RecordingBuilder& hears(Duration at, history::ClusterObserved seen) {
        if (heard_.contains(seen.asked)) {
            seen.before_until = Instant(at - 10ms);
        }
        heard_[seen.asked] = seen;
        return add(at, seen);
    }
    void arp(const std::string& node, const std::string& segment, Ipv4Address address, Duration at,
             bool gratuitous) {
        const MacAddress mac = macs_.at({node, segment});
        const MacAddress observer = macs_.at({"observer", segment});
        packet::Arp arp{packet::Arp::Operation::reply, mac, address, observer,
                        recording_.topology.find("observer")->address_on(segment)->address};
        if (gratuitous) {
            arp = {packet::Arp::Operation::request, mac, address, {}, address};
        }
        frames_[segment].push_back(
            {Instant(at),
             packet::encode({gratuitous ? MacAddress::all_ones() : observer, mac, arp})});
    }

    Recording recording_;
    std::map<std::pair<std::string, std::string>, MacAddress> macs_;
    std::vector<std::pair<Duration, history::Content>> events_;
    std::map<std::string, std::vector<capture::Frame>> frames_ = {{"front", {}}};
    std::map<std::string, history::ClusterObserved> heard_;
    std::vector<workload::ProbeFlow> flows_;
    std::size_t faults_ = 0;
    std::uint64_t operations_ = 0;
};

}  // namespace holdfast::harness::check
