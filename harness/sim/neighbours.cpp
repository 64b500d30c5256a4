// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/neighbours.h"

#include <algorithm>
#include <utility>

#include "harness/sim/kernel.h"
#include "harness/sim/network.h"

namespace holdfast::harness::sim {

namespace {
// Linux's defaults, without the random half around reachable_time.
constexpr Duration reachable_time = 30s;
constexpr Duration delay_first_probe = 5s;
constexpr Duration retransmit = 1s;
constexpr int requests_max = 3;
// unres_qlen_bytes: 212,992 bytes, which small packets of 768 bytes of bookkeeping each fill; it
// was three packets before Linux 3.3.
constexpr std::size_t waiting_max = 277;
// An answer that contradicts one of less than a second ago is not believed; a gratuitous ARP is.
constexpr Duration lock_time = 1s;
}  // namespace

Neighbours::Entry* Neighbours::find(std::size_t interface, Ipv4Address address) {
    for (Entry& entry : entries_) {
        if (entry.address == address && entry.interface == interface) {
            return &entry;
        }
    }
    return nullptr;
}

Neighbours::Entry& Neighbours::create(std::size_t interface, Ipv4Address address) {
    Entry entry;
    entry.interface = interface;
    entry.address = address;
    entry.updated = Instant(-lock_time);
    return entries_.emplace_back(std::move(entry));
}

void Neighbours::erase(Entry& entry) {
    kernel_.network().timers.cancel(entry.timer);
    entries_.erase(entries_.begin() + (&entry - entries_.data()));
}

void Neighbours::forget(Ipv4Address address) {
    for (std::size_t i = entries_.size(); i-- > 0;) {
        if (entries_[i].address == address) {
            erase(entries_[i]);
        }
    }
}

void Neighbours::forget_interface(std::size_t interface) {
    for (std::size_t i = entries_.size(); i-- > 0;) {
        if (entries_[i].interface == interface) {
            erase(entries_[i]);
        }
    }
}

void Neighbours::set_timer(Entry& entry, Duration after) {
    Network& network = kernel_.network();
    network.timers.cancel(entry.timer);
    entry.timer = network.timers.call_at(
        network.now + after, [this, interface = entry.interface, address = entry.address] {
            timeout(interface, address);
        });
}

void Neighbours::output(std::size_t interface, Ipv4Address next_hop, packet::Ipv4&& packet) {
    Entry* entry = find(interface, next_hop);
    if (entry == nullptr) {
        entry = &create(interface, next_hop);
        entry->waiting.push_back(std::move(packet));
        ask(*entry, MacAddress::all_ones());
        return;
    }
    if (entry->state == State::incomplete) {
        if (entry->waiting.size() == waiting_max) {
            entry->waiting.pop_front();
        }
        entry->waiting.push_back(std::move(packet));
        return;
    }
    const bool aged = entry->state == State::reachable &&
                      kernel_.network().now - entry->confirmed > reachable_time;
    if (aged || entry->state == State::stale) {
        entry->state = State::delay;
        set_timer(*entry, delay_first_probe);
    }
    transmit(*entry, std::move(packet));
}

void Neighbours::transmit(const Entry& entry, packet::Ipv4&& packet) {
    kernel_.transmit(entry.interface, entry.mac, std::move(packet));
}

void Neighbours::ask(Entry& entry, const MacAddress& whom) {
    // arp_announce 0: the question bears the source of the packet that waits, when that is ours. So
    // an engine that takes a VIP over may teach its gateway before any gratuitous ARP does. One
    // that serves beside others must not (arp_announce 2).
    const Ipv4Address own = kernel_.address_of(entry.interface);
    const Ipv4Address source = !entry.waiting.empty() && !kernel_.asks_by_own_address() &&
                                       kernel_.is_local(entry.waiting.front().source)
                                   ? entry.waiting.front().source
                                   : own;
    ++entry.asked;
    kernel_.send_arp_request(entry.interface, whom, source, entry.address);
    set_timer(entry, retransmit);
}

void Neighbours::timeout(std::size_t interface, Ipv4Address address) {
    Entry* entry = find(interface, address);
    if (entry == nullptr) {
        return;
    }
    entry->timer = 0;
    if (entry->state == State::delay) {
        entry->state = State::probe;
        entry->asked = 0;
    }
    if (entry->state != State::incomplete && entry->state != State::probe) {
        return;
    }
    if (entry->asked == requests_max) {
        erase(*entry);
        return;
    }
    ask(*entry, entry->state == State::probe ? entry->mac : MacAddress::all_ones());
}

void Neighbours::update(Entry& entry, const MacAddress& mac, State state, bool override_other) {
    Network& network = kernel_.network();
    const bool known = entry.state != State::incomplete;
    if (known && entry.mac != mac && !override_other && network.now - entry.updated <= lock_time) {
        return;
    }
    if (state == State::reachable) {
        entry.confirmed = network.now;
    }
    if (state == State::reachable || !known || entry.mac != mac) {
        entry.state = state;
        network.timers.cancel(entry.timer);
        entry.timer = 0;
    }
    entry.mac = mac;
    entry.updated = network.now;
    entry.asked = 0;
    std::deque<packet::Ipv4> waiting = std::move(entry.waiting);
    entry.waiting.clear();
    for (packet::Ipv4& packet : waiting) {
        output(entry.interface, entry.address, std::move(packet));
    }
}

void Neighbours::receive(std::size_t interface, const packet::Arp& arp) {
    const bool for_us = kernel_.answers_for(arp.target_ip);
    const bool request = arp.operation == packet::Arp::Operation::request;
    if (request && for_us && !arp.gratuitous()) {
        // A sender that claims an address of ours is a martian: no answer. A node that does not
        // answer does not learn from the question either (arp_ignore).
        if (!kernel_.arp_replies || kernel_.is_local(arp.sender_ip)) {
            return;
        }
        if (!arp.sender_ip.unspecified()) {
            Entry* known = find(interface, arp.sender_ip);
            update(known != nullptr ? *known : create(interface, arp.sender_ip), arp.sender_mac,
                   State::stale, true);
        }
        kernel_.send_arp_reply(interface, arp);
        return;
    }
    Entry* known = find(interface, arp.sender_ip);
    if (known == nullptr) {
        return;  // arp_accept 0: only who is known already is updated
    }
    const bool answer = !request && !arp.gratuitous() && for_us;
    const bool override_other =
        arp.gratuitous() || kernel_.network().now - known->updated > lock_time;
    update(*known, arp.sender_mac, answer ? State::reachable : State::stale, override_other);
}

}  // namespace holdfast::harness::sim
