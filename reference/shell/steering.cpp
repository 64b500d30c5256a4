// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/steering.h"

#include <net/ethernet.h>

#include <utility>

#include "base/log.h"

namespace holdfast::reference::shell {

using spreading::Arrival;
using spreading::Decision;

namespace {
// A flood of answers leaves timers and other sockets their turn after so many.
constexpr int packets_in_a_row = 256;
}  // namespace

Steering::Steering(EventLoop& loop, protocol::EngineName self, Interface interface,
                   const VipDevice& device, const DataPath& data_path, Ask ask)
    : loop_(loop),
      interface_(std::move(interface)),
      device_(device),
      data_path_(data_path),
      ask_(std::move(ask)),
      spreader_(std::move(self)),
      timer_(loop) {}

Result<void> Steering::open(const protocol::PlacedService& service) {
    if (port_ == nullptr && service.instances.size() > 1) {
        auto netlink = Netlink::open();
        if (netlink.has_error()) {
            return netlink.error();
        }
        netlink_ = std::move(*netlink);
        if (const auto gone = netlink_->forget_routes_of_gone_devices(); gone.has_error()) {
            log::warning("data path", "{}", gone.error().message);
        }
        auto opened =
            FramePort::open(loop_, interface_.index, [this](const Frame& frame) { shown(frame); });
        if (opened.has_error()) {
            return opened.error();
        }
        port_ = std::move(*opened);
        leaving_.resize(frame_max);
        watch_ =
            std::make_unique<Watch>(loop_, device_.leaving(), [this](Ready) { send_leaving(); });
        watch_->want(true, false);
    }
    spreader_.open(loop_.now(), service);
    follow_addresses();
    return success;
}

void Steering::close(const protocol::ServiceName& service) {
    spreader_.close(service);
    follow_addresses();
}

void Steering::follow_addresses() {
    const std::set<Ipv4Address> shown = spreader_.spread_addresses();
    const std::set<Ipv4Address> relayed = spreader_.relayed_addresses();
    if (port_ != nullptr && (shown != shown_addresses_ || relayed != relayed_addresses_)) {
        port_->show(shown, relayed);
        shown_addresses_ = shown;
        relayed_addresses_ = relayed;
    }
    route_answers();
    arm();
}

// By routes and not by their sockets, because the kernel answers for connections that have none.
void Steering::route_answers() {
    const std::set<Ipv4Address> deferring = spreader_.deferring_addresses();
    const auto report = [](const Result<void>& done) {
        if (done.has_error()) {
            log::error("data path", "{}", done.error().message);
        }
    };
    for (const Ipv4Address address : deferring) {
        if (!routed_addresses_.contains(address)) {
            report(netlink_->route_from(address, device_.index()));
        }
    }
    for (const Ipv4Address address : routed_addresses_) {
        if (!deferring.contains(address)) {
            report(netlink_->unroute_from(address, device_.index()));
        }
    }
    routed_addresses_ = deferring;
}

void Steering::shown(const Frame& frame) {
    const auto of = flow_of_frame(frame.bytes);
    if (!of) {
        return;
    }
    if (relayed_addresses_.contains(of->flow.client)) {
        answer(frame, of->sender);
        return;
    }
    const bool datagram = of->flow.transport == protocol::Transport::udp;
    std::vector<spreading::Question> questions;
    const Decision decision = spreader_.decide(loop_.now(),
                                               {.flow = of->flow,
                                                .kind = datagram    ? Arrival::Kind::datagram
                                                        : of->opens ? Arrival::Kind::opens
                                                                    : Arrival::Kind::continues,
                                                .sender = of->sender,
                                                .served_here = data_path_.serves(of->flow)},
                                               questions);
    if (decision.action == Decision::Action::hold) {
        hold(of->flow, frame);
    } else {
        carry_out(decision, frame);
    }
    for (const spreading::Question& question : questions) {
        ask_(question);
    }
    if (!questions.empty()) {
        arm();
    }
}

void Steering::send_leaving() {
    for (int left = packets_in_a_row; left > 0; --left) {
        Offload offload;
        const std::size_t size =
            device_.take(offload, std::span(leaving_).subspan(ethernet_header_bytes));
        if (size == 0) {
            return;
        }
        const Frame frame{offload.before(ethernet_header_bytes),
                          std::span(leaving_).first(ethernet_header_bytes + size)};
        frame.bytes[ethernet_header_bytes - 2] = ETHERTYPE_IP >> 8;
        frame.bytes[ethernet_header_bytes - 1] = ETHERTYPE_IP & 0xff;
        answer(frame, std::nullopt);
    }
}

void Steering::answer(const Frame& frame, std::optional<MacAddress> sender) {
    const auto of = flow_of_frame(frame.bytes);
    if (!of) {
        return;
    }
    const protocol::Flow flow{.transport = of->flow.transport,
                              .client = of->flow.vip,
                              .client_port = of->flow.port,
                              .vip = of->flow.client,
                              .port = of->flow.client_port};
    carry_out(spreader_.decide_answer(loop_.now(), {flow, sender}), frame);
}

void Steering::carry_out(const Decision& decision, const Frame& frame) const {
    switch (decision.action) {
        case Decision::Action::send_on:
            port_->send_on(frame, interface_.mac, decision.to);
            return;
        case Decision::Action::serve:
        case Decision::Action::reset:  // its kernel knows the connection, or resets it
            device_.inject(frame.offload.behind(ethernet_header_bytes),
                           frame.bytes.subspan(ethernet_header_bytes));
            return;
        case Decision::Action::hold:
        case Decision::Action::pass:  // the kernel has it already
        case Decision::Action::drop:
            return;
    }
}

void Steering::hold(const protocol::Flow& flow, const Frame& frame) {
    if (held_.size() >= held_flows_max && !held_.contains(flow)) {
        return;
    }
    std::vector<Held>& packets = held_[flow];
    if (packets.size() < spreading::held_packets_max) {
        packets.push_back({frame.offload, Bytes(frame.bytes.begin(), frame.bytes.end())});
    }
}

void Steering::release(const std::vector<spreading::Resolved>& resolved) {
    for (const auto& [flow, decision] : resolved) {
        const auto found = held_.find(flow);
        if (found == held_.end()) {
            continue;
        }
        for (Held& packet : found->second) {
            carry_out(decision, {packet.offload, packet.bytes});
        }
        held_.erase(found);
    }
    arm();
}

void Steering::hear(const protocol::FlowAnswer& answer) {
    release(spreader_.hear(loop_.now(), answer));
}

void Steering::arm() {
    const auto next = spreader_.next_timeout();
    if (!next) {
        held_.clear();
        timer_.cancel();
        return;
    }
    timer_.at(*next, [this] {
        std::vector<spreading::Question> questions;
        const auto resolved = spreader_.on_timer(loop_.now(), questions);
        for (const spreading::Question& question : questions) {
            ask_(question);
        }
        release(resolved);
    });
}

}  // namespace holdfast::reference::shell
