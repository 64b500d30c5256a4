// SPDX-License-Identifier: Apache-2.0
// The cluster IP: held by the leader while a quorum has confirmed it recently enough that nobody
// else can lead (CIP-1, CIP-3, CIP-7).
#include <algorithm>

#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

constexpr int announcements = 3;  // as the engines do for a VIP; the first at once
constexpr Duration announcement_spacing = 100ms;

/// The address that this node has a right to now.
std::optional<Ipv4Address> entitled(const State& s) {
    if (!leads(s)) {
        return std::nullopt;
    }
    const auto lease = s.raft.lease_until();
    return lease && *lease > s.now && s.wanted ? s.wanted->address : std::nullopt;
}

Duration announcement_period(const State& s) {
    return s.options.timers.minute * announcement_period_minutes(s.records);
}

void take(State& s, Ipv4Address address) {
    s.held_address = address;
    s.announcements_left = announcements;
    s.announce_at = s.now;
    s.renew_at = s.now;
    s.announce_again_at = s.now + announcement_period(s);
}

// A hung process keeps the address for one lease more: it must end before another can lead.
bool may_renew(const State& s) {
    return *s.raft.lease_until() - std::max(s.now, s.renew_at) >= s.options.timers.address_lease;
}

void renew(State& s) {
    if (s.now >= s.renew_at && may_renew(s)) {
        s.out.push_back(
            effect::HoldClusterAddress{*s.held_address, s.options.timers.address_lease});
        s.renew_at = s.now + s.options.timers.address_lease / 4;
    }
}

void announce(State& s) {
    if (s.announcements_left > 0 && s.now >= s.announce_at) {
        s.out.push_back(effect::AnnounceClusterAddress{*s.held_address});
        --s.announcements_left;
        s.announce_at = s.now + announcement_spacing;
    }
    if (s.now >= s.announce_again_at) {  // CIP-8
        s.announcements_left = std::max(s.announcements_left, 1);
        s.announce_at = s.now;
        s.announce_again_at = s.now + announcement_period(s);
    }
}

}  // namespace

void keep_cluster_address(State& s) {
    const std::optional<Ipv4Address> address = entitled(s);
    if (address != s.held_address) {
        release_cluster_address(s);
    }
    if (!address) {
        return;
    }
    if (!s.held_address) {
        take(s, *address);
    }
    renew(s);
    announce(s);
}

void release_cluster_address(State& s) {
    if (s.held_address) {
        s.out.push_back(effect::ReleaseClusterAddress{*s.held_address});
        s.held_address.reset();
    }
}

std::optional<Instant> next_address_timeout(const State& s) {
    if (!s.held_address) {
        return std::nullopt;
    }
    Instant next = s.announce_again_at;
    if (s.announcements_left > 0) {
        next = std::min(next, s.announce_at);
    }
    if (const auto lease = s.raft.lease_until()) {
        // Too near to its end it is not renewed; the next answer of a follower moves it.
        next = std::min(next, may_renew(s) ? s.renew_at : *lease);
    }
    return next;
}

}  // namespace holdfast::reference::cluster
