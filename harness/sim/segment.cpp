// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/segment.h"

#include <algorithm>

#include "harness/sim/kernel.h"
#include "harness/sim/network.h"

namespace holdfast::harness::sim {

namespace {

// A virtual Ethernet pair, a bridge and another pair take about as long on an idle machine.
constexpr Duration latency = 20us;
constexpr Duration jitter_max = 10us;
// Linux bridges forget an address after five minutes.
constexpr Duration learnt_for = 300s;

// An event's argument: what happens, at which port, to which frame.
constexpr std::uint64_t delivers = std::uint64_t{1} << 63;

std::uint64_t pack(std::size_t port, FrameIndex frame) {
    return (static_cast<std::uint64_t>(port) << 32) | frame;
}

bool group_address(const MacAddress& mac) {
    return (mac.octets[0] & 1) != 0;
}

}  // namespace

Segment::Segment(Network& network, std::string name, const Rng& chance)
    : network_(network), name_(std::move(name)), chance_(chance) {
    capture_.segment = name_;
}

std::size_t Segment::attach(const std::string& node, Kernel& kernel, std::size_t interface) {
    Port port;
    port.node = node;
    port.kernel = &kernel;
    port.interface = interface;
    ports_.push_back(std::move(port));
    return ports_.size() - 1;
}

Port* Segment::port_of(const std::string& node) {
    const auto found = std::find_if(ports_.begin(), ports_.end(),
                                    [&](const Port& port) { return port.node == node; });
    return found == ports_.end() ? nullptr : &*found;
}

void Segment::set_carrier(Port& port, bool up) {
    if (port.carrier == up) {
        return;
    }
    port.carrier = up;
    const auto index = static_cast<std::size_t>(&port - ports_.data());
    std::erase_if(learnt_, [&](const Learnt& entry) { return entry.port == index; });
    port.kernel->carrier_changed(port.interface, up);
}

void Segment::send(std::size_t number, packet::Packet&& packet) {
    Port& port = ports_[number];
    if (!port.carrier) {
        return;
    }
    if (port.impairment.loss > 0.0 && chance_.chance(port.impairment.loss)) {
        ++port.impaired;
        return;
    }
    const Duration delay = port.impairment.delay;
    port.impaired += delay > Duration(0) ? 1 : 0;
    const Instant at = std::max(network_.now + delay, port.last_entry);
    const FrameIndex frame = network_.frames.take(std::move(packet));
    if (at > network_.now) {
        port.last_entry = at;
        network_.queue.push(at, *this, pack(number, frame));
        return;
    }
    enter(number, frame);
}

void Segment::handle(std::uint64_t argument) {
    const auto frame = static_cast<FrameIndex>(argument);
    const std::size_t port = (argument & ~delivers) >> 32;
    if ((argument & delivers) != 0) {
        deliver(port, frame);
    } else {
        enter(port, frame);
    }
}

void Segment::enter(std::size_t number, FrameIndex index) {
    Port& port = ports_[number];
    Frame& frame = network_.frames[index];
    const packet::Packet& packet = frame.packet;
    if (port.carrier && port.forwarding) {
        ++port.counters.received_from_node;
        if (filters_.empty() || !filtered(number, std::nullopt, packet)) {
            learn(packet.source, number);
            const auto target =
                group_address(packet.destination) ? std::nullopt : port_with(packet.destination);
            for (std::size_t to = 0; to < ports_.size(); ++to) {
                if (to == number || (target && *target != to)) {
                    continue;
                }
                if (!ports_[to].carrier || !ports_[to].forwarding ||
                    (!filters_.empty() && filtered(number, to, packet))) {
                    continue;
                }
                schedule_delivery(to, index);
            }
        }
    }
    if (frame.deliveries_left == 0) {
        network_.frames.give_back(index);
    }
}

void Segment::schedule_delivery(std::size_t number, FrameIndex index) {
    Port& port = ports_[number];
    const faults::Impairment& impairment = port.impairment;
    if (impairment.loss > 0.0 && chance_.chance(impairment.loss)) {
        ++port.impaired;
        return;
    }
    port.impaired += impairment.delay > Duration(0) ? 1 : 0;
    const Duration jitter(
        static_cast<Duration::rep>(chance_.below(static_cast<std::uint64_t>(jitter_max.count()))));
    const Instant at =
        std::max(network_.now + latency + jitter + impairment.delay, port.last_delivery);
    port.last_delivery = at;
    ++network_.frames[index].deliveries_left;
    network_.queue.push(at, *this, delivers | pack(number, index));
}

void Segment::deliver(std::size_t number, FrameIndex index) {
    Port& port = ports_[number];
    Frame& frame = network_.frames[index];
    const bool last = --frame.deliveries_left == 0;
    if (port.carrier && port.forwarding) {
        ++port.counters.delivered_to_node;
        if (!frame.seen) {
            frame.seen = true;
            see(frame);
        }
        port.kernel->receive(port.interface, frame.packet, last);
    }
    if (last) {
        network_.frames.give_back(index);
    }
}

void Segment::see(Frame& frame) {
    if (network_.capturing) {
        capture_.frames.push_back({network_.now, packet::encode(frame.packet)});
    }
    const packet::Arp* arp = frame.packet.arp();
    if (arp == nullptr || !arp->gratuitous() || !network_.tell) {
        return;
    }
    for (const Port& port : ports_) {
        if (port.kernel->mac(port.interface) == frame.packet.source) {
            network_.tell({faults::Sighting::Kind::gratuitous_arp, port.node, network_.now});
        }
    }
}

bool Segment::filtered(std::size_t from, std::optional<std::size_t> to,
                       const packet::Packet& packet) {
    for (FrameFilter& filter : filters_) {
        // A filter without `to` judges a frame once, as it comes in; one with `to` each copy that
        // goes out there.
        if (filter.to != to || (filter.from && *filter.from != from) || !matches(filter, packet)) {
            continue;
        }
        if (filter.match.probability >= 1.0 || chance_.chance(filter.match.probability)) {
            ++filter.hits;
            return true;
        }
    }
    return false;
}

void Segment::learn(const MacAddress& mac, std::size_t port) {
    for (Learnt& entry : learnt_) {
        if (entry.mac == mac) {
            entry.port = port;
            entry.at = network_.now;
            return;
        }
    }
    learnt_.push_back({mac, port, network_.now});
}

std::optional<std::size_t> Segment::port_with(const MacAddress& mac) const {
    for (const Learnt& entry : learnt_) {
        if (entry.mac == mac && network_.now - entry.at <= learnt_for) {
            return entry.port;
        }
    }
    return std::nullopt;
}

}  // namespace holdfast::harness::sim
