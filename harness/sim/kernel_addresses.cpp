// SPDX-License-Identifier: Apache-2.0
// Addresses of a node: the topology's, and those that programs add for a while.
#include <algorithm>

#include "harness/sim/kernel.h"
#include "harness/sim/network.h"
#include "harness/sim/process.h"

namespace holdfast::harness::sim {

bool Kernel::is_local(Ipv4Address address) const {
    const auto same = [&](const auto& own) { return own.address == address; };
    return std::any_of(interfaces_.begin(), interfaces_.end(),
                       [&](const Interface& i) { return same(i.address); }) ||
           std::any_of(added_.begin(), added_.end(), same);
}

bool Kernel::answers_for(Ipv4Address address) const {
    return is_local(address) && std::none_of(added_.begin(), added_.end(), [&](const auto& added) {
               return added.address == address && !added.answered;
           });
}

std::optional<std::size_t> Kernel::interface_of(Ipv4Address address,
                                                const std::string& fallback_segment) const {
    for (std::size_t i = 0; i < interfaces_.size(); ++i) {
        if (interfaces_[i].address.contains(address)) {
            return i;
        }
    }
    return interface_on(fallback_segment);
}

void Kernel::add_address(Process& owner, Ipv4Address address, std::optional<Duration> lease,
                         const std::string& fallback_segment, bool answered) {
    if (!interface_of(address, fallback_segment)) {
        return;  // no interface to put it on
    }
    auto found = std::find_if(added_.begin(), added_.end(),
                              [&](const AddedAddress& a) { return a.address == address; });
    if (found == added_.end()) {
        if (is_local(address)) {
            return;  // the topology's own
        }
        added_.push_back({.address = address});
        found = added_.end() - 1;
    }
    found->owner = &owner;
    found->answered = answered;
    asks_by_own_address_ = asks_by_own_address_ || !answered;
    found->expires = lease ? std::optional(network_.now + *lease) : std::nullopt;
    watch_lease(*found);
}

/// One timer an address: a renewal leaves it, and it looks again when it fires.
void Kernel::watch_lease(AddedAddress& added) {
    if (added.expires && added.timer == 0) {
        added.timer = network_.timers.call_at(
            *added.expires, [this, address = added.address] { lease_timeout(address); });
    }
}

void Kernel::lease_timeout(Ipv4Address address) {
    const auto found = std::find_if(added_.begin(), added_.end(),
                                    [&](const AddedAddress& a) { return a.address == address; });
    if (found == added_.end()) {
        return;
    }
    found->timer = 0;
    if (found->expires && *found->expires <= network_.now) {
        added_.erase(found);
    } else {
        watch_lease(*found);
    }
}

void Kernel::remove_address(Ipv4Address address) {
    std::erase_if(added_, [&](AddedAddress& added) {
        if (added.address == address) {
            network_.timers.cancel(added.timer);
        }
        return added.address == address;
    });
}

void Kernel::remove_added_addresses() {
    for (AddedAddress& added : added_) {
        network_.timers.cancel(added.timer);
    }
    virtual_mac_.reset();
    added_.clear();
}

void Kernel::use_virtual_mac(Process& owner, std::optional<MacAddress> mac,
                             std::vector<Ipv4Address> addresses) {
    virtual_mac_.reset();
    if (mac) {
        virtual_mac_ = VirtualMac{&owner, *mac, std::move(addresses)};
    }
}

MacAddress Kernel::mac_for(std::size_t interface, Ipv4Address address) const {
    const bool is_virtual = virtual_mac_ && std::count(virtual_mac_->addresses.begin(),
                                                       virtual_mac_->addresses.end(), address) > 0;
    return is_virtual ? virtual_mac_->mac : interfaces_[interface].mac;
}

bool Kernel::takes(std::size_t interface, const MacAddress& destination) const {
    return destination == interfaces_[interface].mac ||
           (virtual_mac_ && destination == virtual_mac_->mac);
}

void Kernel::announce(Ipv4Address address, const std::string& fallback_segment) {
    if (const auto interface = interface_of(address, fallback_segment)) {
        send_arp_request(*interface, MacAddress::all_ones(), address, address);
    }
}

void Kernel::ask_other_owners(Process& asker, Ipv4Address address,
                              const std::string& fallback_segment) {
    if (const auto interface = interface_of(address, fallback_segment)) {
        askers_[address] = &asker;
        send_arp_request(*interface, MacAddress::all_ones(), address_of(*interface), address);
    }
}

}  // namespace holdfast::harness::sim
