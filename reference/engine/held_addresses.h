// SPDX-License-Identifier: Apache-2.0
// The addresses that this engine holds: VIPs, SNAT and floating addresses, each under a lease that
// is renewed while the engine lives, and announced several times after it was taken.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "base/time.h"
#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

class HeldAddresses {
  public:
    struct Settings {
        Duration lease;
        std::uint32_t announcements;  ///< per taken address, the first at once
        Duration announcement_spacing;
    };
    explicit HeldAddresses(Settings settings);

    /// What is to be held: each address, and whether it is answered for.
    using Wanted = std::map<Ipv4Address, bool>;

    /// Addresses held and not wanted go; those wanted without answers are answered for no longer.
    void release_all_but(const Wanted& wanted, Effects& out);
    /// Addresses wanted and not held come; returns those that are answered for now and were not.
    /// Announce them when their services are open.
    std::set<Ipv4Address> take(Instant now, const Wanted& wanted, Effects& out);
    void announce(Instant now, const std::set<Ipv4Address>& taken, Effects& out);

    void announce_all(Instant now, Effects& out);

    bool none() const { return held_.empty(); }
    /// Those that this engine answers for.
    std::set<Ipv4Address> answered() const;
    /// True when a lease may have run out, because this engine did not run for so long: the
    /// address may be gone from here and be held by the peer.
    bool lease_lost(Instant now) const;

    void on_timer(Instant now, Effects& out);
    std::optional<Instant> next_timeout() const;

  private:
    struct Held {
        bool answered = false;
        std::uint32_t announcements_left = 0;
        Instant next_announcement = Instant::never();
    };
    void announce_once(Instant now, Ipv4Address address, Held& held, Effects& out);

    Settings settings_;
    std::map<Ipv4Address, Held> held_;
    Instant renewed_;  ///< all leases are renewed together; a new one may be younger
};

}  // namespace holdfast::reference::engine
