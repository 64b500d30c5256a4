// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/sim_steering.h"

#include <utility>

namespace holdfast::harness::sut::reference_sim {

namespace protocol = reference::protocol;
namespace spreading = reference::spreading;

namespace {

spreading::Arrival arrival_of(const sim::PacketShown& shown) {
    spreading::Arrival out;
    out.sender = shown.sender;
    out.flow.client = shown.packet.source;
    out.flow.vip = shown.packet.destination;
    if (const auto* tcp = std::get_if<packet::Tcp>(&shown.packet.content)) {
        const bool opens = (tcp->flags & (packet::Tcp::syn | packet::Tcp::ack)) == packet::Tcp::syn;
        out.kind = opens ? spreading::Arrival::Kind::opens : spreading::Arrival::Kind::continues;
        out.flow.transport = protocol::Transport::tcp;
        out.flow.client_port = tcp->source_port;
        out.flow.port = tcp->destination_port;
    } else if (const auto* udp = std::get_if<packet::Udp>(&shown.packet.content)) {
        out.kind = spreading::Arrival::Kind::datagram;
        out.flow.transport = protocol::Transport::udp;
        out.flow.client_port = udp->source_port;
        out.flow.port = udp->destination_port;
    }
    return out;
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
    context_.show_packets(spreader_.spread_addresses());
    set_timer();
}

void SimSteering::close(const protocol::ServiceName& service) {
    spreader_.close(service);
    context_.show_packets(spreader_.spread_addresses());
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
