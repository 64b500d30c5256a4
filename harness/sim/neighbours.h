// SPDX-License-Identifier: Apache-2.0
// A node's ARP cache, as Linux keeps it with its defaults: times and states of net/core/neighbour
// and net/ipv4/arp, as far as a moving VIP can notice them.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "base/address.h"
#include "base/time.h"
#include "harness/packet/packet.h"
#include "harness/sim/program.h"

namespace holdfast::harness::sim {

class Kernel;

class Neighbours {
  public:
    explicit Neighbours(Kernel& kernel) : kernel_(kernel) {}

    /// Sends the packet to the neighbour, once its MAC is known.
    void output(std::size_t interface, Ipv4Address next_hop, packet::Ipv4&& packet);
    void receive(std::size_t interface, const packet::Arp& arp);
    void forget(Ipv4Address address);
    void forget_interface(std::size_t interface);

  private:
    enum class State {
        incomplete,  ///< asked by broadcast, no answer yet; packets wait
        reachable,   ///< confirmed not long ago
        stale,       ///< known, unconfirmed: used as it is, and asked soon after
        delay,       ///< in use since then, will be asked
        probe,       ///< asked by unicast
    };
    struct Entry {
        std::size_t interface = 0;
        Ipv4Address address;
        MacAddress mac;
        State state = State::incomplete;
        Instant confirmed;
        Instant updated;
        int asked = 0;
        TimerId timer = 0;
        std::deque<packet::Ipv4> waiting;
    };

    Entry* find(std::size_t interface, Ipv4Address address);
    Entry& create(std::size_t interface, Ipv4Address address);
    void erase(Entry& entry);
    void set_timer(Entry& entry, Duration after);
    void timeout(std::size_t interface, Ipv4Address address);
    void ask(Entry& entry, const MacAddress& whom);
    void transmit(const Entry& entry, packet::Ipv4&& packet);
    void update(Entry& entry, const MacAddress& mac, State state, bool override_other);

    Kernel& kernel_;
    std::vector<Entry> entries_;
};

}  // namespace holdfast::harness::sim
