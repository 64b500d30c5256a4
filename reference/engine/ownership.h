// SPDX-License-Identifier: Apache-2.0
// Which services this engine serves, and with them the addresses it holds: those that it is active
// for, and those that it serves beside their primary (spec 3.13). Going from one configuration to
// the next touches only what differs.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "reference/engine/held_addresses.h"

namespace holdfast::reference::engine {

/// It takes flows there: as the active engine, or as one of several instances.
bool serves(const protocol::PlacedService& service);
/// As its VIP or as a source towards its servers.
bool uses(const protocol::PlacedService& service, Ipv4Address address);

class Ownership {
  public:
    Ownership(protocol::EngineName self, HeldAddresses::Settings settings);

    /// First all that goes, then all that comes, so that the peer may take over what went.
    void apply(Instant now, const protocol::EngineConfiguration& wanted, Effects& out);
    void release_everything(Effects& out);
    /// Another node has this address: it goes, and with it every service that uses it (HDL-10).
    void give_up(Ipv4Address address, Effects& out);

    /// Every address that is held, as if it had just been taken.
    void announce_again(Instant now, Effects& out) { addresses_.announce_all(now, out); }

    std::vector<protocol::ServiceName> active_services() const;
    /// Those that this engine answers for.
    std::set<Ipv4Address> addresses() const { return addresses_.answered(); }
    bool lease_lost(Instant now) const { return addresses_.lease_lost(now); }

    void on_timer(Instant now, Effects& out) { addresses_.on_timer(now, out); }
    std::optional<Instant> next_timeout() const { return addresses_.next_timeout(); }

  private:
    using Services = std::map<protocol::ServiceName, protocol::PlacedService>;

    void close_all_but(const Services& wanted, Effects& out);
    void open(const Services& wanted, Effects& out);

    protocol::EngineName self_;
    Services served_;
    std::vector<Ipv4Address> floating_ips_;
    HeldAddresses addresses_;
};

}  // namespace holdfast::reference::engine
