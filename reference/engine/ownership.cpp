// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/ownership.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace holdfast::reference::engine {

namespace {

using protocol::EngineConfiguration;
using protocol::PlacedService;

std::map<protocol::ServiceName, PlacedService> served_in(const EngineConfiguration& wanted) {
    std::map<protocol::ServiceName, PlacedService> served;
    for (const PlacedService& service : wanted.services) {
        if (serves(service)) {
            served.emplace(service.name, service);
        }
    }
    return served;
}

/// LEG-5: VIP and SNAT addresses are here only while a service that uses them is served here.
/// Several services may share one. SCL-1: for a VIP only the active engine answers.
HeldAddresses::Wanted addresses_of(const std::map<protocol::ServiceName, PlacedService>& served,
                                   const std::vector<Ipv4Address>& floating_ips) {
    HeldAddresses::Wanted addresses;
    for (const Ipv4Address floating : floating_ips) {
        addresses[floating] = true;
    }
    for (const auto& [name, service] : served) {
        bool& answered = addresses.try_emplace(service.vip, false).first->second;
        answered = answered || service.role == protocol::Role::active;
        for (const Ipv4Address source : service.snat_ips) {
            addresses[source] = true;
        }
    }
    return addresses;
}

/// Connections of a service cannot outlive its addresses. Another pool or port needs no closing.
bool keeps_addresses(const PlacedService& before, const PlacedService& after) {
    return before.vip == after.vip && before.snat_ips == after.snat_ips;
}

}  // namespace

Ownership::Ownership(protocol::EngineName self, HeldAddresses::Settings settings)
    : self_(std::move(self)), addresses_(settings) {}

void Ownership::apply(Instant now, const EngineConfiguration& wanted, Effects& out) {
    const Services services = served_in(wanted);
    const HeldAddresses::Wanted addresses = addresses_of(services, wanted.floating_ips);
    floating_ips_ = wanted.floating_ips;
    // GW-13: the old active releases before anybody takes.
    close_all_but(services, out);
    addresses_.release_all_but(addresses, out);
    const std::set<Ipv4Address> taken = addresses_.take(now, addresses, out);
    open(services, out);
    addresses_.announce(now, taken, out);
}

void Ownership::release_everything(Effects& out) {
    floating_ips_.clear();
    close_all_but({}, out);
    addresses_.release_all_but({}, out);
}

bool serves(const PlacedService& service) {
    return service.role == protocol::Role::active || service.instances.size() > 1;
}

bool uses(const PlacedService& service, Ipv4Address address) {
    return service.vip == address ||
           std::count(service.snat_ips.begin(), service.snat_ips.end(), address) != 0;
}

void Ownership::give_up(Ipv4Address address, Effects& out) {
    Services kept = served_;
    std::erase_if(kept, [&](const auto& entry) { return uses(entry.second, address); });
    std::erase(floating_ips_, address);
    close_all_but(kept, out);
    addresses_.release_all_but(addresses_of(kept, floating_ips_), out);
}

void Ownership::close_all_but(const Services& wanted, Effects& out) {
    std::erase_if(served_, [&](const auto& entry) {
        const auto& [name, service] = entry;
        const auto kept = wanted.find(name);
        if (kept != wanted.end() && keeps_addresses(service, kept->second)) {
            return false;
        }
        out.emplace_back(effect::Note{fmt::format("{} releases {}", self_.text(), name.text())});
        out.emplace_back(effect::CloseService{name});
        return true;
    });
}

// LEG-7: a service that is served here already and asks for nothing new is not touched.
void Ownership::open(const Services& wanted, Effects& out) {
    for (const auto& [name, service] : wanted) {
        const auto [place, is_new] = served_.try_emplace(name, service);
        if (!is_new && place->second == service) {
            continue;
        }
        if (is_new || place->second.role != service.role) {
            const bool active = service.role == protocol::Role::active;
            out.emplace_back(effect::Note{fmt::format(
                "{} {} {} ({})", self_.text(), active ? "takes over" : "serves beside others",
                name.text(), to_string(service.vip))});
        }
        place->second = service;
        out.emplace_back(effect::OpenService{service});
    }
}

std::vector<protocol::ServiceName> Ownership::active_services() const {
    std::vector<protocol::ServiceName> names;
    for (const auto& [name, service] : served_) {
        if (service.role == protocol::Role::active) {
            names.push_back(name);
        }
    }
    return names;
}

}  // namespace holdfast::reference::engine
