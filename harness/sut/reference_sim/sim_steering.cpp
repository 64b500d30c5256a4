// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/sim_steering.h"

#include <cmath>
#include <utility>

namespace holdfast::harness::sut::reference_sim {

namespace protocol = reference::protocol;
namespace spreading = reference::spreading;

namespace {

/// Of a packet from a client.
protocol::Flow flow_of(const packet::Ipv4& packet) {
    protocol::Flow flow{.client = packet.source, .vip = packet.destination};
    if (const auto* tcp = std::get_if<packet::Tcp>(&packet.content)) {
        flow.transport = protocol::Transport::tcp;
        flow.client_port = tcp->source_port;
        flow.port = tcp->destination_port;
    } else if (const auto* udp = std::get_if<packet::Udp>(&packet.content)) {
        flow.transport = protocol::Transport::udp;
        flow.client_port = udp->source_port;
        flow.port = udp->destination_port;
    }
    return flow;
}

spreading::Arrival arrival_of(const sim::PacketShown& shown) {
    spreading::Arrival out{.flow = flow_of(shown.packet), .sender = shown.sender};
    if (const auto* tcp = std::get_if<packet::Tcp>(&shown.packet.content)) {
        const bool opens = (tcp->flags & (packet::Tcp::syn | packet::Tcp::ack)) == packet::Tcp::syn;
        out.kind = opens ? spreading::Arrival::Kind::opens : spreading::Arrival::Kind::continues;
    }
    return out;
}

spreading::Answer answer_of(const sim::PacketShown& shown) {
    protocol::Flow flow = flow_of(shown.packet);
    std::swap(flow.client, flow.vip);
    std::swap(flow.client_port, flow.port);
    return {flow, shown.leaves ? std::nullopt : std::optional(shown.sender)};
}

}  // namespace

SimSteering::SimSteering(sim::ProgramContext& context, const protocol::EngineName& self,
                         const SimDataPath& data_path, Send send)
    : context_(context),
      self_(self),
      data_path_(data_path),
      send_(std::move(send)),
      spreader_(self) {}

void SimSteering::open(const protocol::PlacedService& service) {
    spreader_.open(context_.now(), service);
    follow_addresses();
}

void SimSteering::close(const protocol::ServiceName& service) {
    spreader_.close(service);
    follow_addresses();
}

void SimSteering::follow_addresses() {
    relayed_ = spreader_.relayed_addresses();
    context_.show_packets({.destinations = spreader_.spread_addresses(),
                           .sources = relayed_,
                           .leaving = spreader_.deferring_addresses()});
    set_timer();
}

void SimSteering::set_peers(const reference::engine::effect::SetFlowPeers& set) {
    const auto before = std::exchange(peers_, {});
    for (const protocol::Peer& peer : set.peers) {
        peers_[peer.name] = peer.heartbeat_address;
        if (!before.contains(peer.name)) {
            tell_everything(peer.heartbeat_address);
        }
    }
    spreader_.set_probes(set.probes);
}

void SimSteering::set_heard(const protocol::EngineName& engine, bool heard) {
    spreader_.set_heard(engine, heard);
    const auto peer = peers_.find(engine);
    if (heard && peer != peers_.end()) {
        tell_everything(peer->second);
    }
}

void SimSteering::tell_peers(const protocol::ClientHomes& homes) const {
    for (const auto& [name, address] : peers_) {
        send_(address, homes);
    }
}

void SimSteering::tell_everything(Ipv4Address peer) const {
    for (const protocol::ClientHomes& homes : data_path_.clients()) {
        send_(peer, homes);
    }
}

void SimSteering::tell_load() {
    context_.set_timer(context_.now() + protocol::load_period, [this] { tell_load(); });
    const protocol::EngineLoad load{
        self_, static_cast<std::uint16_t>(
                   std::lround(context_.processor_load() * protocol::processor_max))};
    set_load(load);
    if (spreader_.spread_addresses().empty()) {
        return;
    }
    for (const auto& [name, address] : peers_) {
        send_(address, load);
    }
}

void SimSteering::set_load(const protocol::EngineLoad& load) {
    spreader_.set_load(context_.now(), load.from, load.processor);
}

void SimSteering::answer(const protocol::FlowQuestion& question) const {
    if (const auto asker = peers_.find(question.from); asker != peers_.end()) {
        send_(asker->second,
              protocol::FlowAnswer{self_, question.flow, data_path_.serves(question.flow)});
    }
}

void SimSteering::hear(const protocol::FlowAnswer& answer) {
    release(spreader_.hear(context_.now(), answer));
    set_timer();
}

void SimSteering::shown(sim::PacketShown& packet) {
    if (packet.leaves || relayed_.contains(packet.packet.source)) {
        carry_out(spreader_.decide_answer(context_.now(), answer_of(packet)), packet);
        return;
    }
    spreading::Arrival arrival = arrival_of(packet);
    arrival.served_here = data_path_.serves(arrival.flow);
    std::vector<spreading::Question> questions;
    const spreading::Decision decision = spreader_.decide(context_.now(), arrival, questions);
    if (decision.action == spreading::Decision::Action::hold) {
        auto& held = held_[arrival.flow];
        if (held.size() < spreading::held_packets_max) {
            held.push_back(std::move(packet));
        }
    } else {
        carry_out(decision, packet);
    }
    ask(questions);
    if (!questions.empty()) {
        set_timer();
    }
}

void SimSteering::ask(const std::vector<spreading::Question>& questions) const {
    for (const spreading::Question& question : questions) {
        for (const protocol::EngineName& name : question.to) {
            if (const auto peer = peers_.find(name); peer != peers_.end()) {
                send_(peer->second, question.question);
            }
        }
    }
}

void SimSteering::carry_out(const spreading::Decision& decision, sim::PacketShown& packet) {
    using Action = spreading::Decision::Action;
    switch (decision.action) {
        case Action::send_on:
            context_.send_on(packet.interface, decision.to, std::move(packet.packet));
            return;
        case Action::serve:
        case Action::reset:
        case Action::pass:
            context_.deliver(std::move(packet.packet));
            return;
        case Action::hold:
        case Action::drop:
            return;
    }
}

void SimSteering::release(const std::vector<spreading::Resolved>& resolved) {
    for (const auto& [flow, decision] : resolved) {
        const auto found = held_.find(flow);
        if (found == held_.end()) {
            continue;
        }
        std::vector<sim::PacketShown> packets = std::move(found->second);
        held_.erase(found);
        for (sim::PacketShown& packet : packets) {
            carry_out(decision, packet);
        }
    }
}

void SimSteering::set_timer() {
    context_.cancel_timer(timer_);
    timer_ = 0;
    const auto next = spreader_.next_timeout();
    if (!next) {
        held_.clear();
        return;
    }
    timer_ = context_.set_timer(*next, [this] {
        timer_ = 0;
        std::vector<spreading::Question> questions;
        const auto resolved = spreader_.on_timer(context_.now(), questions);
        ask(questions);
        release(resolved);
        set_timer();
    });
}

}  // namespace holdfast::harness::sut::reference_sim
