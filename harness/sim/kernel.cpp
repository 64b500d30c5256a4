// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/kernel.h"

#include <algorithm>

#include "base/check.h"
#include "harness/sim/network.h"
#include "harness/sim/process.h"
#include "harness/sim/segment.h"

namespace holdfast::harness::sim {

namespace {

MacAddress mac_of(std::size_t node, std::size_t interface) {
    return {{0x02, 0, 0, 0, static_cast<std::uint8_t>(node + 1),
             static_cast<std::uint8_t>(interface + 1)}};
}

}  // namespace

Kernel::Kernel(Network& network, const topology::Node& node, std::size_t number)
    : network_(network),
      name_(node.name),
      routes_(node.routes),
      neighbours_(*this),
      tcp_(*this, network.chance.fork("tcp of " + node.name)) {
    ip_forwarding = node.forwards();
    for (std::size_t i = 0; i < node.interfaces.size(); ++i) {
        const topology::Interface& from = node.interfaces[i];
        Interface interface;
        interface.segment = from.segment;
        interface.wire = network.segment(from.segment);
        CHECK(interface.wire != nullptr, "{} is attached to {}, which is no segment", name_,
              from.segment);
        interface.port = interface.wire->attach(name_, *this, i);
        interface.mac = mac_of(number, i);
        interface.address = from.address;
        interfaces_.push_back(interface);
    }
    std::stable_sort(routes_.begin(), routes_.end(),
                     [](const topology::Route& a, const topology::Route& b) {
                         return a.destination.prefix_length > b.destination.prefix_length;
                     });
}

std::optional<std::size_t> Kernel::interface_on(const std::string& segment) const {
    for (std::size_t i = 0; i < interfaces_.size(); ++i) {
        if (interfaces_[i].segment == segment) {
            return i;
        }
    }
    return std::nullopt;
}

bool Kernel::carrier(std::size_t interface) const {
    const Interface& i = interfaces_[interface];
    return i.wire->ports()[i.port].carrier;
}

void Kernel::carrier_changed(std::size_t interface, bool up) {
    if (!up) {
        neighbours_.forget_interface(interface);
    }
    for (Process* process : std::vector<Process*>(processes)) {
        process->take(CarrierChanged{interfaces_[interface].segment, up});
    }
}

// ---- in ----------------------------------------------------------------------------------------

void Kernel::receive(std::size_t interface, packet::Packet& packet, bool exclusive) {
    if (const packet::Arp* arp = packet.arp()) {
        neighbours_.receive(interface, *arp);
        const auto asker = arp->operation == packet::Arp::Operation::reply
                               ? askers_.find(arp->sender_ip)
                               : askers_.end();
        if (asker != askers_.end()) {
            asker->second->take(OwnerAnswered{arp->sender_ip});
        }
        return;
    }
    auto* ip = std::get_if<packet::Ipv4>(&packet.content);
    // A flooded frame may be for another MAC.
    if (ip == nullptr || !takes(interface, packet.destination)) {
        return;
    }
    const bool by_ports = !std::holds_alternative<packet::Icmp>(ip->content);
    if (by_ports && shown_.sources.contains(ip->source)) {
        viewer_->take(
            PacketShown{interface, packet.source, exclusive ? std::move(*ip) : *ip, false});
        return;
    }
    if (is_local(ip->source)) {  // a martian
        return;
    }
    const bool ours = is_local(ip->destination);
    if (!ours && !ip_forwarding) {
        return;
    }
    packet::Ipv4 own = exclusive ? std::move(*ip) : *ip;
    if (ours && by_ports && shown_.destinations.contains(own.destination)) {
        viewer_->take(PacketShown{interface, packet.source, std::move(own), false});
        return;
    }
    if (ours) {
        accept(std::move(own));
    } else {
        forward(std::move(own));
    }
}

void Kernel::forward(packet::Ipv4&& packet) {
    if (packet.time_to_live <= 1) {
        return;
    }
    --packet.time_to_live;
    output(std::move(packet));
}

void Kernel::accept(packet::Ipv4&& packet) {
    if (std::holds_alternative<packet::Udp>(packet.content)) {
        accept_udp(std::move(packet));
    } else if (std::holds_alternative<packet::Tcp>(packet.content)) {
        tcp_.receive(packet);
    } else if (std::holds_alternative<packet::Icmp>(packet.content)) {
        accept_icmp(std::move(packet));
    }
}

void Kernel::accept_udp(packet::Ipv4&& packet) {
    auto& udp = std::get<packet::Udp>(packet.content);
    const auto socket = udp_ports_.find(udp.destination_port);
    if (socket == udp_ports_.end()) {
        answer_unreachable(packet);
        return;
    }
    socket->second->take(Datagram{{packet.source, udp.source_port},
                                  {packet.destination, udp.destination_port},
                                  std::move(udp.payload)});
}

void Kernel::answer_unreachable(const packet::Ipv4& packet) {
    // Linux allows one such message a second to each destination, after a burst of six.
    constexpr int burst = 6;
    constexpr Duration refill = 1s;
    auto [found, first] = unreachables_.try_emplace(packet.source);
    ErrorAllowance& allowance = found->second;
    if (first) {
        allowance = {network_.now, burst};
    }
    const auto earned = (network_.now - allowance.at) / refill;
    allowance.left = static_cast<int>(std::min<std::int64_t>(burst, allowance.left + earned));
    allowance.at += earned * refill;
    if (allowance.left == 0) {
        return;
    }
    --allowance.left;
    // RFC 792: the datagram's header and its first 8 bytes, taken from the frame it came in.
    constexpr std::size_t ethernet_header = 14;
    constexpr std::size_t quoted = 20 + 8;
    const Bytes frame = packet::encode({{}, {}, packet});
    packet::Icmp icmp;
    icmp.type = packet::Icmp::unreachable;
    icmp.code = 3;  // port
    icmp.payload.assign(frame.begin() + ethernet_header, frame.begin() + ethernet_header + quoted);
    send({packet.destination, packet.source, 64, std::move(icmp)});
}

void Kernel::accept_icmp(packet::Ipv4&& packet) {
    auto& icmp = std::get<packet::Icmp>(packet.content);
    if (icmp.type == packet::Icmp::echo_request && icmp_echo_replies) {
        icmp.type = packet::Icmp::echo_reply;
        send({packet.destination, packet.source, 64, std::move(icmp)});
    } else if (icmp.type == packet::Icmp::unreachable) {
        accept_refusal(icmp);
    } else if (icmp.type == packet::Icmp::echo_reply) {
        if (const auto found = pingers_.find(icmp.identifier); found != pingers_.end()) {
            found->second->take(PingAnswer{packet.source, icmp.identifier, icmp.sequence});
        }
    }
}

// It quotes the datagram that it is about: a header of 20 bytes, and the ports behind it.
void Kernel::accept_refusal(const packet::Icmp& icmp) {
    constexpr std::uint8_t udp = 17;
    ByteReader in(icmp.payload);
    in.raw(9);
    const bool datagram = in.u8() == udp;
    in.raw(6);
    const Ipv4Address to{in.u32()};
    const std::uint16_t from_port = in.u16();
    const std::uint16_t to_port = in.u16();
    const auto socket = udp_ports_.find(from_port);
    if (in.ok() && datagram && socket != udp_ports_.end()) {
        socket->second->take(DatagramRefused{from_port, {to, to_port}});
    }
}

// ---- out ---------------------------------------------------------------------------------------

std::optional<Kernel::NextHop> Kernel::route(Ipv4Address destination) const {
    // Connected networks first: no topology has a static route into one of them.
    for (std::size_t i = 0; i < interfaces_.size(); ++i) {
        if (interfaces_[i].address.contains(destination)) {
            return NextHop{i, destination};
        }
    }
    for (const topology::Route& route : routes_) {
        if (!route.destination.contains(destination)) {
            continue;
        }
        for (std::size_t i = 0; i < interfaces_.size(); ++i) {
            if (interfaces_[i].address.contains(route.next_hop)) {
                return NextHop{i, route.next_hop};
            }
        }
    }
    return std::nullopt;
}

std::optional<Ipv4Address> Kernel::source_for(Ipv4Address destination) const {
    if (is_local(destination)) {
        return destination;
    }
    const auto hop = route(destination);
    return hop ? std::optional(address_of(hop->interface)) : std::nullopt;
}

bool Kernel::send(packet::Ipv4&& packet) {
    if (packet.source.unspecified()) {
        const auto source = source_for(packet.destination);
        if (!source) {
            return false;
        }
        packet.source = *source;
    } else if (!is_local(packet.source)) {
        return false;
    }
    if (is_local(packet.destination)) {
        deliver(std::move(packet));  // the loopback interface
        return true;
    }
    if (!show_leaving(packet)) {
        output(std::move(packet));
    }
    return true;
}

// At once, but never inside the caller, who may be the viewer.
bool Kernel::show_leaving(packet::Ipv4& packet) {
    if (!shown_.leaving.contains(packet.source) ||
        std::holds_alternative<packet::Icmp>(packet.content)) {
        return false;
    }
    const auto hop = route(packet.destination);
    if (hop) {
        network_.timers.call_at(
            network_.now, [this, interface = hop->interface, own = std::move(packet)]() mutable {
                if (viewer_ != nullptr) {
                    viewer_->take(PacketShown{interface, {}, std::move(own), true});
                }
            });
    }
    return true;
}

// At once, but never inside the caller.
void Kernel::deliver(packet::Ipv4&& packet) {
    network_.timers.call_at(network_.now, [this, own = std::move(packet)]() mutable {
        if (is_local(own.destination)) {
            accept(std::move(own));
        }
    });
}

void Kernel::show_packets(Process& viewer, PacketsShown wanted) {
    viewer_ = wanted.empty() ? nullptr : &viewer;
    shown_ = std::move(wanted);
}

void Kernel::output(packet::Ipv4&& packet) {
    if (const auto hop = route(packet.destination)) {
        neighbours_.output(hop->interface, hop->address, std::move(packet));
    }
}

void Kernel::transmit(std::size_t number, const MacAddress& to, packet::Ipv4&& packet) {
    Interface& interface = interfaces_[number];
    interface.wire->send(interface.port, {to, interface.mac, std::move(packet)});
}

void Kernel::send_arp_request(std::size_t number, const MacAddress& to, Ipv4Address source,
                              Ipv4Address target) {
    Interface& interface = interfaces_[number];
    const MacAddress mac = mac_for(number, source);
    const packet::Arp arp{packet::Arp::Operation::request, mac, source, {}, target};
    interface.wire->send(interface.port, {to, mac, arp});
}

void Kernel::send_arp_reply(std::size_t number, const packet::Arp& request) {
    Interface& interface = interfaces_[number];
    const MacAddress mac = mac_for(number, request.target_ip);
    const packet::Arp arp{packet::Arp::Operation::reply, mac, request.target_ip, request.sender_mac,
                          request.sender_ip};
    interface.wire->send(interface.port, {request.sender_mac, mac, arp});
}

void Kernel::ping(Process& owner, Ipv4Address from, Ipv4Address to, std::uint16_t identifier,
                  std::uint16_t sequence) {
    pingers_[identifier] = &owner;
    send({from, to, 64, packet::Icmp{packet::Icmp::echo_request, 0, identifier, sequence, {}}});
}

// ---- UDP ports ---------------------------------------------------------------------------------

std::optional<std::uint16_t> Kernel::bind_udp(Process& owner, std::uint16_t port) {
    if (port == 0) {
        while (udp_ports_.contains(next_port_)) {
            next_port_ = next_port_ == 60999 ? 32768 : static_cast<std::uint16_t>(next_port_ + 1);
        }
        port = next_port_;
        next_port_ = next_port_ == 60999 ? 32768 : static_cast<std::uint16_t>(next_port_ + 1);
    }
    return udp_ports_.try_emplace(port, &owner).second ? std::optional(port) : std::nullopt;
}

void Kernel::close_udp(Process& owner, std::uint16_t port) {
    const auto found = udp_ports_.find(port);
    if (found != udp_ports_.end() && found->second == &owner) {
        udp_ports_.erase(found);
    }
}

void Kernel::release(Process& owner, bool orderly) {
    std::erase_if(askers_, [&](const auto& entry) { return entry.second == &owner; });
    tcp_.release(owner, orderly);
    std::erase_if(udp_ports_, [&](const auto& entry) { return entry.second == &owner; });
    std::erase_if(pingers_, [&](const auto& entry) { return entry.second == &owner; });
    std::erase(processes, &owner);
    if (viewer_ == &owner) {
        show_packets(owner, {});
    }
    if (virtual_mac_ && virtual_mac_->owner == &owner) {
        virtual_mac_.reset();
    }
    std::erase_if(added_, [&](AddedAddress& added) {
        const bool goes = added.owner == &owner && added.expires.has_value();
        if (goes) {
            network_.timers.cancel(added.timer);
        }
        return goes;
    });
}

}  // namespace holdfast::harness::sim
