// SPDX-License-Identifier: Apache-2.0
// A node's kernel: interfaces, addresses, routes, ARP, ICMP, UDP ports and TCP, with the behaviour
// of Linux where a fault could tell the difference.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/rng.h"
#include "base/time.h"
#include "faults/world.h"
#include "harness/packet/packet.h"
#include "harness/sim/neighbours.h"
#include "harness/sim/node_clock.h"
#include "harness/sim/node_processor.h"
#include "harness/sim/program.h"
#include "harness/sim/tcp.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::sim {

class Network;
class Segment;
struct Process;

class Kernel {
  public:
    Kernel(Network& network, const topology::Node& node, std::size_t number);

    // ---- as the harness sees it ----
    const std::string& name() const { return name_; }
    Network& network() { return network_; }
    Tcp& tcp() { return tcp_; }
    Neighbours& neighbours() { return neighbours_; }
    MacAddress mac(std::size_t interface) const { return interfaces_[interface].mac; }
    Ipv4Address address_of(std::size_t interface) const {
        return interfaces_[interface].address.address;
    }
    /// The interface on a segment.
    std::optional<std::size_t> interface_on(const std::string& segment) const;
    bool carrier(std::size_t interface) const;
    bool ip_forwarding = false;
    bool arp_replies = true;
    bool icmp_echo_replies = true;
    bool host_names = true;  ///< its programs resolve them
    NodeClock clock;         ///< of the programs; the kernel's own timers keep the world's time

    NodeProcessor processor;  ///< of the programs

    // ---- what its wires bring ----
    /// `exclusive`: nobody else gets this frame, so it may be moved from.
    void receive(std::size_t interface, packet::Packet& packet, bool exclusive);
    void carrier_changed(std::size_t interface, bool up);

    // ---- addresses ----
    bool is_local(Ipv4Address address) const;
    /// Local, and ARP requests for it are answered.
    bool answers_for(Ipv4Address address) const;
    /// Questions are asked in the name of the interface's own address alone (arp_announce 2).
    bool asks_by_own_address() const { return asks_by_own_address_; }
    void add_address(Process& owner, Ipv4Address address, std::optional<Duration> lease,
                     const std::string& fallback_segment, bool answered);
    void remove_address(Ipv4Address address);
    void remove_added_addresses();
    /// A program has ended: its sockets, streams and leased addresses go.
    void release(Process& owner, bool orderly);
    void announce(Ipv4Address address, const std::string& fallback_segment);
    /// These addresses are answered for and announced under this MAC while they are held, and
    /// frames to it are taken; none: no more. It ends with the program.
    void use_virtual_mac(Process& owner, std::optional<MacAddress> mac,
                         std::vector<Ipv4Address> addresses);
    /// From now on `asker` hears of every ARP reply for this address.
    void ask_other_owners(Process& asker, Ipv4Address address, const std::string& fallback_segment);

    // ---- sending ----
    /// False when the source is not ours or no route leads there. An unspecified source is chosen.
    bool send(packet::Ipv4&& packet);
    std::optional<Ipv4Address> source_for(Ipv4Address destination) const;
    void transmit(std::size_t interface, const MacAddress& to, packet::Ipv4&& packet);
    void send_arp_request(std::size_t interface, const MacAddress& to, Ipv4Address source,
                          Ipv4Address target);
    void send_arp_reply(std::size_t interface, const packet::Arp& request);
    void ping(Process& owner, Ipv4Address from, Ipv4Address to, std::uint16_t identifier,
              std::uint16_t sequence);

    // ---- packets that a program decides about ----
    void show_packets(Process& viewer, PacketsShown wanted);
    /// To a local socket, soon.
    void deliver(packet::Ipv4&& packet);

    // ---- UDP ----
    std::optional<std::uint16_t> bind_udp(Process& owner, std::uint16_t port);
    void close_udp(Process& owner, std::uint16_t port);

    /// Programs that run here, for carrier changes.
    std::vector<Process*> processes;

  private:
    struct Interface {
        std::string segment;
        Segment* wire = nullptr;
        std::size_t port = 0;
        MacAddress mac;
        InterfaceAddress address;
    };
    struct AddedAddress {
        Ipv4Address address;
        Process* owner = nullptr;
        std::optional<Instant> expires;
        TimerId timer = 0;
        bool answered = true;
    };
    /// Like a macvlan device that a program holds.
    struct VirtualMac {
        Process* owner = nullptr;
        MacAddress mac;
        std::vector<Ipv4Address> addresses;
    };
    struct NextHop {
        std::size_t interface = 0;
        Ipv4Address address;
    };

    std::optional<NextHop> route(Ipv4Address destination) const;
    std::optional<std::size_t> interface_of(Ipv4Address address,
                                            const std::string& fallback_segment) const;
    void output(packet::Ipv4&& packet);
    bool show_leaving(packet::Ipv4& packet);
    void forward(packet::Ipv4&& packet);
    void accept(packet::Ipv4&& packet);
    void accept_udp(packet::Ipv4&& packet);
    void accept_icmp(packet::Ipv4&& packet);
    void accept_refusal(const packet::Icmp& icmp);
    void answer_unreachable(const packet::Ipv4& packet);
    /// What the address is answered for and announced with on the interface.
    MacAddress mac_for(std::size_t interface, Ipv4Address address) const;
    bool takes(std::size_t interface, const MacAddress& destination) const;
    void lease_timeout(Ipv4Address address);
    void watch_lease(AddedAddress& added);

    Network& network_;
    std::string name_;
    std::vector<Interface> interfaces_;
    std::vector<topology::Route> routes_;  // longest prefix first
    std::vector<AddedAddress> added_;
    bool asks_by_own_address_ = false;
    Process* viewer_ = nullptr;  ///< who is shown packets
    PacketsShown shown_;
    std::optional<VirtualMac> virtual_mac_;
    Neighbours neighbours_;
    Tcp tcp_;
    std::unordered_map<std::uint16_t, Process*> udp_ports_;  // looked up, never walked
    std::uint16_t next_port_ = 32768;
    std::map<Ipv4Address, Process*> askers_;     // of ask_other_owners()
    std::map<std::uint16_t, Process*> pingers_;  // by ICMP identifier
    struct ErrorAllowance {
        Instant at;
        int left = 0;
    };
    std::map<Ipv4Address, ErrorAllowance> unreachables_;
};

}  // namespace holdfast::harness::sim
